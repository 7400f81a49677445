import type { AcceptedMessage, GraphFailure, GraphResult } from '@switchboard/graph';
import { later } from '../../platform/clock.js';
import { toSendProblem } from '../../platform/messageProblem.js';
import { queuedLifeMs } from '../lifetimes.js';
import { toOwnershipProblem } from '../responders/notOurs.js';
import type { Outcome, QueuedRecord } from './outbox.types.js';
import { isTriedAgain, retryDelayMs } from './retryDelay.js';
import { ourProblems } from './sendProblems.js';

const givesUpAt = ({ at }: Pick<QueuedRecord, 'at'>) => later(at, queuedLifeMs);

export type Step =
  | { kind: 'busy' }
  | { kind: 'wait' }
  | { kind: 'drop' }
  | { kind: 'settle'; outcome: Outcome }
  | { kind: 'send' };

/** For the first message of a conversation's queue. Pure. */
export function decideStep(record: QueuedRecord, now: Date): Step {
  const { outbox, status } = record;
  if (!outbox) return { kind: 'drop' };
  if (outbox.claimedUntil && outbox.claimedUntil > now) return { kind: 'busy' };
  if (status !== 'queued') return { kind: 'drop' };
  // A process died during the call.
  if (outbox.startedAt) return { kind: 'settle', outcome: { kind: 'unclear' } };
  if (givesUpAt(record) <= now) {
    return { kind: 'settle', outcome: { kind: 'failed', problem: ourProblems.waitedTooLong } };
  }
  return outbox.dueAt > now ? { kind: 'wait' } : { kind: 'send' };
}

export interface FailureContext {
  record: QueuedRecord;
  windowClosesAt: Date | null;
  now: Date;
  random: number;
  isElsewhere?: boolean | undefined;
}

/** Pure. */
export function decideFailure(failure: GraphFailure, context: FailureContext): Outcome {
  const { record, windowClosesAt, now, random, isElsewhere = false } = context;
  if (failure.outcome === 'unknown') return { kind: 'unclear' };
  const notOurs = toOwnershipProblem(failure, isElsewhere);
  if (notOurs) return { kind: 'failed', problem: notOurs };
  const attempts = (record.outbox?.attempts ?? 0) + 1;
  if (!isTriedAgain(failure, attempts)) return { kind: 'failed', problem: toSendProblem(failure) };
  const until = later(now, retryDelayMs(failure.code, attempts, random));
  if (windowClosesAt && until >= windowClosesAt) {
    return { kind: 'failed', problem: ourProblems.windowClosedWhileWaiting };
  }
  if (until >= givesUpAt(record)) return { kind: 'failed', problem: ourProblems.waitedTooLong };
  return { kind: 'waiting', until, attempts };
}

export function decideOutcome(answer: GraphResult<AcceptedMessage>, context: FailureContext): Outcome {
  if (!answer.ok) return decideFailure(answer.failure, context);
  const { id, messageStatus } = answer.value;
  const isHeld = messageStatus !== undefined && messageStatus !== 'accepted';
  return { kind: 'accepted', wamid: id, isHeld };
}
