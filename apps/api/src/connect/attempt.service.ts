import type { AttemptDto } from '@switchboard/contracts';
import type { Principal } from '../accounts/session.service.js';
import { type Clock, days, later } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { AppError } from '../platform/errors.js';
import type { Metrics } from '../platform/metrics.js';
import { makeProblem } from '../platform/problem.js';
import type { RateLimits } from '../platform/rateLimits.js';
import { canRetry, currentPhase, freshSteps, isAbandoned } from './attempt.js';
import type { AttemptRepository } from './attempt.repository.js';
import type { AttemptRuns } from './attemptRuns.js';
import type { AttemptTokens } from './attemptTokens.js';

export interface AttemptServiceDeps {
  attempts: AttemptRepository;
  runs: AttemptRuns;
  tokens: Pick<AttemptTokens, 'open'>;
  rateLimits: RateLimits;
  metrics: Pick<Metrics, 'attempts'>;
  events: DomainEvents;
  clock: Clock;
}

export function createAttemptService(deps: AttemptServiceDeps) {
  const { attempts, runs, tokens, rateLimits, metrics, events, clock } = deps;
  const perAccount = rateLimits('retry-account', { points: 30, durationSeconds: 5 * 60 });
  return {
    /** @throws AppError `not_found` for another account's attempt as for one that does not exist. */
    async get(accountId: string, attemptId: string): Promise<AttemptDto> {
      return runs.show(await attempts.findInAccount(accountId, attemptId));
    },

    async knownNumbersOnly(accountId: string, attemptId: string): Promise<boolean> {
      return (await attempts.findInAccount(accountId, attemptId)).knownNumbersOnly;
    },

    /** The newest attempt, while it still says something: running, or ended without success within the last day. */
    async latest(accountId: string): Promise<AttemptDto | null> {
      const attempt = await attempts.findLatest(accountId);
      if (!attempt) return null;
      const now = clock.now();
      const isOld = later(attempt.createdAt, days(1)) <= now && !canRetry(attempt, now);
      if (isOld || currentPhase(attempt, now) === 'connected') return null;
      return runs.show(attempt);
    },

    /** Tries what is missing again, with the token that is held: no new login. @throws AppError `nothing_to_retry`. */
    async retry({ accountId }: Principal, attemptId: string): Promise<AttemptDto> {
      await perAccount.take(accountId);
      const attempt = await attempts.findWithToken(accountId, attemptId);
      if (attempt.phase === 'working' && !isAbandoned(attempt, clock.now())) {
        return runs.show(await runs.waitForRun(attempt));
      }
      if (!attempt.accessToken || !canRetry(attempt, clock.now())) throw new AppError('nothing_to_retry');
      const accessToken = tokens.open(attempt);
      const steps = freshSteps().map((step) => (step.name === 'code' ? (attempt.steps[0] ?? step) : step));
      const claimed = await attempts.claim(attempt, { steps, problem: null });
      if (claimed) await runs.run(claimed, { accessToken });
      return runs.show(await runs.waitForRun(attempt));
    },

    /** Ends an attempt that has not come back, or waits for a choice. @returns null when there was nothing to end. */
    async withdraw(accountId: string, attemptId: string): Promise<AttemptDto | null> {
      const problem = makeProblem('connect_closed');
      const ended = await attempts.endUnfinished({ accountId, attemptId }, { phase: 'closed', problem });
      if (!ended) return null;
      metrics.attempts.inc({ phase: 'closed', code: 'connect_closed' });
      const shown = await runs.show(ended);
      events.emit('attempt.changed', { accountId, attempt: shown });
      return shown;
    },
  };
}
export type AttemptService = ReturnType<typeof createAttemptService>;
