import {
  type AttemptDto,
  type CancelConnectRequest,
  type FinishConnectReply,
  type FinishConnectRequest,
  findCancelStepEntry,
  type IgnoredMessages,
} from '@switchboard/contracts';
import { may } from '../accounts/policy.js';
import type { Principal } from '../accounts/session.service.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { AppError } from '../platform/errors.js';
import { hashSecret } from '../platform/ids.js';
import type { Metrics } from '../platform/metrics.js';
import { makeProblem } from '../platform/problem.js';
import type { AttemptRecord, AttemptRepository } from './attempt.repository.js';
import type { AttemptRuns } from './attemptRuns.js';
import { endedBy } from './signup.js';

export interface CallbackDeps {
  attempts: AttemptRepository;
  runs: AttemptRuns;
  metrics: Pick<Metrics, 'attempts' | 'popupIgnored' | 'signupLeft'>;
  events: DomainEvents;
  clock: Clock;
}

/** The attempt as this member may finish it now: support staff connect no new number, whatever they were at its start. */
const limitedTo = (by: Principal, attempt: AttemptRecord): AttemptRecord => ({
  ...attempt,
  knownNumbersOnly: attempt.knownNumbersOnly || !may(by, 'number.connect'),
});

/** The browser that comes back from Meta: with a code, which is run, or without one, which ends the attempt. */
export function createCallbackService({ attempts, runs, metrics, events, clock }: CallbackDeps) {
  /** @throws AppError when the attempt is somebody else's, of another session, or belongs to a hand-over link. */
  async function findOwn(by: Principal, state: string): Promise<AttemptRecord> {
    const attempt = await attempts.findByState(state);
    const isOwn = attempt.accountId === by.accountId && attempt.userId === by.userId && !attempt.handoverId;
    if (!isOwn) throw new AppError('state_not_yours');
    if (attempt.sessionId !== by.sessionId) throw new AppError('state_other_session');
    return attempt;
  }

  /** Called only with the request that ends the waiting: a repeated one brings the same messages. */
  function countIgnored(ignored: IgnoredMessages = {}): void {
    for (const [reason, times] of Object.entries(ignored)) metrics.popupIgnored.inc({ reason }, times);
  }

  function countEnd({ accountId }: AttemptRecord, phase: string, code: string, step: string | undefined): void {
    metrics.attempts.inc({ phase, code });
    if (step === undefined) return;
    metrics.signupLeft.inc({ step: findCancelStepEntry(step) ? step : 'other' });
    events.emit('signup.left', { accountId, step });
  }

  async function finishFound(
    attempt: AttemptRecord,
    { code, signup, ignored }: FinishConnectRequest,
  ): Promise<Omit<FinishConnectReply, 'success'>> {
    const [codeHash, { knownNumbersOnly }] = [hashSecret(code), attempt];
    if (attempt.phase === 'waiting') {
      if (attempt.expiresAt <= clock.now()) throw new AppError('state_expired');
      const claimed = await attempts.claim(attempt, { codeHash, knownNumbersOnly, ...(signup ? { signup } : {}) });
      if (claimed) {
        countIgnored(ignored);
        await runs.run(claimed, { code });
        return runs.reply(await attempts.find(attempt.attemptId));
      }
    }
    return runs.result(attempt.attemptId, codeHash);
  }

  async function cancelFound(attempt: AttemptRecord, input: CancelConnectRequest): Promise<AttemptDto> {
    const { accountId, attemptId } = attempt;
    const { phase, code, details } = endedBy(input);
    const ended = await attempts.endWaiting(attemptId, { phase, problem: makeProblem(code, details) });
    if (ended) {
      countEnd(ended, phase, code, input.step);
      countIgnored(input.ignored);
    }
    const shown = await runs.show(ended ?? (await attempts.find(attemptId)));
    events.emit('attempt.changed', { accountId, attempt: shown });
    return shown;
  }

  return {
    finishFound,
    cancelFound,

    /** For a member. A callback that is repeated, at once or later, gets the first one's result. */
    async finish(by: Principal, input: FinishConnectRequest): Promise<Omit<FinishConnectReply, 'success'>> {
      return finishFound(limitedTo(by, await findOwn(by, input.state)), input);
    },

    /** For a member who came back without a code. Repeating it changes nothing. */
    async cancel(by: Principal, input: CancelConnectRequest): Promise<AttemptDto> {
      return cancelFound(await findOwn(by, input.state), input);
    },
  };
}
export type CallbackService = ReturnType<typeof createCallbackService>;
