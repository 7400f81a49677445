import { setTimeout as delay } from 'node:timers/promises';
import type { GraphClient, GraphFailure } from '@switchboard/graph';
import type { Clock } from '../../platform/clock.js';
import type { Outcome, Prepared, QueuedRecord } from './outbox.types.js';
import { decideFailure, decideOutcome } from './outboxStep.js';
import { holdsNumber } from './retryDelay.js';
import type { Throttle } from './throttle.js';

export interface MetaCallsDeps {
  graph: GraphClient;
  throttle: Throttle;
  clock: Clock;
  /** A failed call may prove something about the number. */
  onFailure: (record: QueuedRecord, askedAt: Date, failure: GraphFailure) => Promise<void>;
  sleep?: (milliseconds: number) => Promise<unknown>;
  /** 0 to 1. */
  random?: () => number;
}

type Ready = Extract<Prepared, { kind: 'ready' }>;
type Refused = Extract<Prepared, { kind: 'refused' }>;

export interface Called<Record> {
  record: Record;
  outcome: Outcome;
  failed: { askedAt: Date; failure: GraphFailure } | null;
}

export function createMetaCalls(deps: MetaCallsDeps) {
  const { graph, throttle, clock, onFailure, sleep = delay, random = Math.random } = deps;
  const toContext = (record: QueuedRecord, windowClosesAt: Date | null, isElsewhere?: boolean) => ({
    record,
    windowClosesAt,
    isElsewhere,
    now: clock.now(),
    random: random(),
  });

  return {
    /** @param begin notes that the call begins. @returns null when the claim was lost before it. */
    async send<Record extends QueuedRecord>(
      record: Record,
      { call, messagesPerSecond, windowClosesAt, isElsewhere }: Ready,
      begin: () => Promise<Record | null>,
    ): Promise<Called<Record> | null> {
      const { phoneNumberId } = record;
      const waitMs = throttle.take(phoneNumberId, messagesPerSecond);
      if (waitMs > 0) await sleep(waitMs);
      const begun = await begin();
      if (!begun) return null;
      const askedAt = clock.now();
      const answer = await graph.sendMessage(call);
      const outcome = decideOutcome(answer, toContext(record, windowClosesAt, isElsewhere));
      if (answer.ok) return { record: begun, outcome, failed: null };
      const { failure } = answer;
      if (outcome.kind === 'waiting' && holdsNumber(failure)) throttle.hold(phoneNumberId, outcome.until);
      return { record: begun, outcome, failed: { askedAt, failure } };
    },

    /** The upload failed: the message itself was not sent. */
    refusedFile: (record: QueuedRecord, { failure, windowClosesAt }: Refused): Outcome =>
      decideFailure({ ...failure, outcome: 'refused' }, toContext(record, windowClosesAt)),

    async report<Record extends QueuedRecord>({ record, failed }: Called<Record>): Promise<void> {
      if (failed) await onFailure(record, failed.askedAt, failed.failure);
    },
  };
}
export type MetaCalls = ReturnType<typeof createMetaCalls>;
