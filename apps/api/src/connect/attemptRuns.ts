import type { AttemptDto, FinishConnectReply } from '@switchboard/contracts';
import type { AccountService } from '../accounts/account.service.js';
import { type Clock, later } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { AppError } from '../platform/errors.js';
import type { Metrics } from '../platform/metrics.js';
import { makeProblem } from '../platform/problem.js';
import { isAbandoned, outcomeWords, toAttemptDto } from './attempt.js';
import type { AttemptRecord, AttemptRepository } from './attempt.repository.js';
import { createAttemptRecorder } from './attemptRecorder.js';
import type { ConnectRun, RunLogin } from './connectRun.js';
import { runLeaseMs } from './lifetimes.js';

const pollMs = 200;

export interface AttemptRunsDeps {
  attempts: AttemptRepository;
  accounts: Pick<AccountService, 'getUserName'>;
  connectRun: ConnectRun;
  clock: Clock;
  metrics: Pick<Metrics, 'attempts'>;
  events: DomainEvents;
}

/** A token this process holds for an attempt whose database writes failed. Never outlives the lease. */
interface HeldToken {
  runId: string;
  accessToken: string;
  until: Date;
}

/** Runs attempts: each is claimed by one atomic write, and whoever comes second gets the result of the first. */
export function createAttemptRuns({ attempts, accounts, connectRun, clock, metrics, events }: AttemptRunsDeps) {
  const activeRuns = new Map<string, Promise<void>>();
  const heldTokens = new Map<string, HeldToken>();

  const show = async (attempt: AttemptRecord): Promise<AttemptDto> =>
    toAttemptDto(attempt, await accounts.getUserName(attempt.userId), clock.now());

  /** Runs a claimed attempt to its end. @throws what the database said; Meta's answers are in the attempt. */
  async function run(claimed: AttemptRecord, login: RunLogin): Promise<void> {
    const { attemptId, accountId, runId = '' } = claimed;
    const startedBy = await accounts.getUserName(claimed.userId);
    const recorder = createAttemptRecorder({ attempts, events, clock, startedBy }, claimed);
    const work = connectRun(recorder, login, (accessToken) => {
      heldTokens.set(attemptId, { runId, accessToken, until: later(clock.now(), runLeaseMs) });
    });
    activeRuns.set(attemptId, work);
    try {
      await work;
      heldTokens.delete(attemptId);
      const { phase, problem, numbers } = recorder.attempt;
      metrics.attempts.inc({ phase, code: problem?.code ?? 'none' });
      if (phase === 'connected' || phase === 'partial') {
        events.emit('numbers.changed', { accountId });
        const phoneNumberIds = numbers.filter(({ saved }) => saved).map(({ phoneNumberId }) => phoneNumberId);
        events.emit('numbers.connected', { accountId, phoneNumberIds });
      }
    } finally {
      activeRuns.delete(attemptId);
    }
  }

  /** Whether this process ran it, lost the database on the way, and still holds the token. */
  const ownRunDied = (attempt: AttemptRecord) =>
    !activeRuns.has(attempt.attemptId) && heldTokens.get(attempt.attemptId)?.runId === attempt.runId;

  /** Waits for the run of an attempt, here or in another process, for one lease at most. */
  async function waitForRun(attempt: AttemptRecord): Promise<AttemptRecord> {
    await activeRuns.get(attempt.attemptId)?.catch(() => undefined);
    let current = await attempts.find(attempt.attemptId);
    while (current.phase === 'working' && !isAbandoned(current, clock.now()) && !ownRunDied(current)) {
      await new Promise((resolve) => setTimeout(resolve, pollMs));
      current = await attempts.find(attempt.attemptId);
    }
    return current;
  }

  /** The answer to a finished login. @throws AppError with the attempt in its details when it ended without numbers. */
  async function reply(attempt: AttemptRecord): Promise<Omit<FinishConnectReply, 'success'>> {
    const shown = await show(attempt);
    if (shown.phase !== 'connected' && shown.phase !== 'partial' && shown.phase !== 'choosing') {
      const problem = shown.problem ?? makeProblem('connect_interrupted');
      throw new AppError(problem.code, { message: problem.message, details: { ...problem.details, attempt: shown } });
    }
    const { attemptId, steps, numbers } = shown;
    return {
      message: outcomeWords(shown),
      phoneNumbers: numbers.filter(({ saved }) => saved).length,
      attemptId,
      steps,
      attempt: shown,
    };
  }

  return {
    show,
    run,
    waitForRun,
    reply,

    /** The result of an attempt that was claimed before, for a callback with the same code. */
    async result(attemptId: string, codeHash: string): Promise<Omit<FinishConnectReply, 'success'>> {
      const attempt = await attempts.find(attemptId);
      if (attempt.codeHash !== codeHash) throw new AppError('state_used');
      const settled = await waitForRun(attempt);
      const held = heldTokens.get(attemptId);
      if (settled.phase === 'working' && held && ownRunDied(settled) && held.until > clock.now()) {
        const claimed = await attempts.claim(settled, {});
        if (claimed) await run(claimed, { accessToken: held.accessToken });
        return reply(await waitForRun(settled));
      }
      return reply(settled);
    },

    dropHeldTokens(): void {
      const now = clock.now();
      for (const [attemptId, held] of heldTokens) if (held.until <= now) heldTokens.delete(attemptId);
    },

    async drain(): Promise<void> {
      await Promise.allSettled(activeRuns.values());
    },
  };
}
export type AttemptRuns = ReturnType<typeof createAttemptRuns>;
