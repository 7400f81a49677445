import { randomUUID } from 'node:crypto';
import type { FinishConnectReply } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { AccountService } from '../accounts/account.service.js';
import { type Clock, later } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { AppError } from '../platform/errors.js';
import type { Metrics } from '../platform/metrics.js';
import { isAbandoned, outcomeWords, problemOf, toAttemptDto } from './attempt.js';
import type { AttemptRecord } from './attempt.model.js';
import { createAttemptRecorder } from './attemptRecorder.js';
import { type RunLogin, runConnect } from './connectRun.js';
import type { ConnectRunDeps } from './connectRunDeps.js';
import { runLeaseMs } from './lifetimes.js';

const pollMs = 200;

export interface AttemptRunsDeps {
  attempts: Model<AttemptRecord>;
  accounts: AccountService;
  clock: Clock;
  metrics: Metrics;
  run: ConnectRunDeps;
  events: DomainEvents;
}

/** A token this process holds for an attempt whose database writes did not come through. Never outlives the lease. */
interface HeldToken {
  runId: string;
  accessToken: string;
  until: Date;
}

/** Running attempts: each is claimed by one atomic write, and whoever comes second gets the first one's result. */
export function createAttemptRuns(deps: AttemptRunsDeps) {
  const { attempts, events, clock } = deps;
  const activeRuns = new Map<string, Promise<void>>();
  const heldTokens = new Map<string, HeldToken>();

  const show = async (attempt: AttemptRecord) =>
    toAttemptDto(attempt, await deps.accounts.nameOfUser(attempt.userId), clock.now());

  /** @throws AppError `not_found`. */
  async function find(attemptId: string): Promise<AttemptRecord> {
    const attempt = await attempts.findOne({ attemptId }).lean<AttemptRecord>();
    if (!attempt) throw new AppError('not_found');
    return attempt;
  }

  /** Takes an attempt over for one run; null when somebody else was faster. */
  async function takeOver(attempt: AttemptRecord, set: Partial<AttemptRecord>): Promise<AttemptRecord | null> {
    return attempts
      .findOneAndUpdate(
        { attemptId: attempt.attemptId, phase: attempt.phase, runId: attempt.runId ?? { $exists: false } },
        {
          $set: { phase: 'working', runId: randomUUID(), leaseUntil: later(clock.now(), runLeaseMs), ...set },
          $inc: { revision: 1 },
        },
        { returnDocument: 'after' },
      )
      .lean<AttemptRecord>();
  }

  /** Runs a claimed attempt to its end. @throws what the database said; whatever Meta said is in the attempt. */
  async function run(claimed: AttemptRecord, login: RunLogin): Promise<void> {
    const { attemptId, accountId, runId = '' } = claimed;
    const startedBy = await deps.accounts.nameOfUser(claimed.userId);
    const recorder = createAttemptRecorder({ attempts, events, clock, startedBy }, claimed);
    const work = runConnect(deps.run, recorder, login, (accessToken) => {
      heldTokens.set(attemptId, { runId, accessToken, until: later(clock.now(), runLeaseMs) });
    });
    activeRuns.set(attemptId, work);
    try {
      await work;
      heldTokens.delete(attemptId);
      const { phase, problem, numbers } = recorder.attempt;
      deps.metrics.attempts.inc({ phase, code: problem?.code ?? 'none' });
      if (phase === 'connected' || phase === 'partial') {
        events.emit('numbers.changed', { accountId });
        const phoneNumberIds = numbers.filter(({ saved }) => saved).map(({ phoneNumberId }) => phoneNumberId);
        events.emit('numbers.connected', { accountId, phoneNumberIds });
      }
    } finally {
      activeRuns.delete(attemptId);
    }
  }

  /** This process ran it, lost the database on the way, and still holds the token. */
  const ownRunDied = (attempt: AttemptRecord) =>
    !activeRuns.has(attempt.attemptId) && heldTokens.get(attempt.attemptId)?.runId === attempt.runId;

  /** Waits for whoever works on the attempt, here or in another process, for at most one lease. */
  async function waitForRun(attempt: AttemptRecord): Promise<AttemptRecord> {
    await activeRuns.get(attempt.attemptId)?.catch(() => undefined);
    let current = await find(attempt.attemptId);
    while (current.phase === 'working' && !isAbandoned(current, clock.now()) && !ownRunDied(current)) {
      await new Promise((resolve) => setTimeout(resolve, pollMs));
      current = await find(attempt.attemptId);
    }
    return current;
  }

  /** The answer to a finished login. @throws AppError with the attempt in its details when it ended without numbers. */
  async function reply(attempt: AttemptRecord): Promise<Omit<FinishConnectReply, 'success'>> {
    const shown = await show(attempt);
    if (shown.phase !== 'connected' && shown.phase !== 'partial' && shown.phase !== 'choosing') {
      const problem = shown.problem ?? problemOf('connect_interrupted');
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
    find,
    takeOver,
    run,
    waitForRun,
    reply,

    /** The result of an attempt that was claimed before, for whoever comes with the same code. */
    async result(attemptId: string, codeHash: string): Promise<Omit<FinishConnectReply, 'success'>> {
      const attempt = await find(attemptId);
      if (attempt.codeHash !== codeHash) throw new AppError('state_used');
      const settled = await waitForRun(attempt);
      const held = heldTokens.get(attemptId);
      if (settled.phase === 'working' && held && ownRunDied(settled) && held.until > clock.now()) {
        const claimed = await takeOver(settled, {});
        if (claimed) await run(claimed, { accessToken: held.accessToken });
        return reply(await waitForRun(settled));
      }
      return reply(settled);
    },

    /** Forgets tokens that were held for as long as a lease. */
    forgetHeld(): void {
      const now = clock.now();
      for (const [attemptId, held] of heldTokens) if (held.until <= now) heldTokens.delete(attemptId);
    },

    /** Ends when no run is under way in this process. */
    async drain(): Promise<void> {
      await Promise.allSettled(activeRuns.values());
    },
  };
}
