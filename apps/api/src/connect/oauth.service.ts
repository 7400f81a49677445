import { randomUUID } from 'node:crypto';
import {
  type AttemptDto,
  type CancelConnectRequest,
  endings,
  type FinishConnectReply,
  type FinishConnectRequest,
  type Flow,
  type StartConnectReply,
} from '@switchboard/contracts';
import { dialogUrl } from '@switchboard/graph';
import type { Model } from 'mongoose';
import type { AccountService } from '../accounts/account.service.js';
import type { Signed } from '../accounts/session.service.js';
import type { NumberService } from '../numbers/number.service.js';
import type { TokenVault } from '../numbers/tokenVault.js';
import { type Clock, days, later, minutes, seconds } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import { hashSecret, newId, newSecret } from '../platform/ids.js';
import type { Metrics } from '../platform/metrics.js';
import type { RateLimits } from '../platform/rateLimits.js';
import { canRetry, currentPhase, freshSteps, isAbandoned, outcomeWords, problemOf, toAttemptDto } from './attempt.js';
import type { AttemptRecord } from './attempt.model.js';
import { createAttemptRecorder } from './attemptRecorder.js';
import { type ConnectRunDeps, runConnect } from './connectRun.js';

const attemptLifeMs = minutes(10);
/** Longer than every time-out of one run together; after it another process may take over. */
const leaseMs = seconds(60);
const pollMs = 200;

export interface OAuthConfig {
  appId: string;
  configId: string | undefined;
  graphVersion: string;
  dialogBaseUrl: string;
  frontendUrl: string;
}

export interface OAuthDeps {
  attempts: Model<AttemptRecord>;
  accounts: AccountService;
  numbers: NumberService;
  vault: TokenVault;
  rateLimits: RateLimits;
  clock: Clock;
  metrics: Metrics;
  config: OAuthConfig;
  run: ConnectRunDeps;
  /** Told after each stored change of an attempt. */
  onAttempt: (accountId: string, attempt: AttemptDto) => void;
  onNumbersChanged: (accountId: string) => void;
}

/** A token this process holds for an attempt whose database writes did not come through. Never outlives the lease. */
interface HeldToken {
  runId: string;
  accessToken: string;
  until: Date;
}

/** An attempt to connect: started, claimed once by the code that comes back, run, and tried again where it can be. */
export function createOAuthService(deps: OAuthDeps) {
  const { attempts, clock, config } = deps;
  const startPerUser = deps.rateLimits('connect-user', { points: 30, durationSeconds: 15 * 60 });
  const retryPerAccount = deps.rateLimits('retry-account', { points: 30, durationSeconds: 5 * 60 });
  const activeRuns = new Map<string, Promise<void>>();
  const heldTokens = new Map<string, HeldToken>();

  const show = async (attempt: AttemptRecord) =>
    toAttemptDto(attempt, await deps.accounts.nameOfUser(attempt.userId), clock.now());

  async function find(attemptId: string): Promise<AttemptRecord> {
    const attempt = await attempts.findOne({ attemptId }).lean<AttemptRecord>();
    if (!attempt) throw new AppError('not_found');
    return attempt;
  }

  /** The attempt a state belongs to. @throws AppError when there is none, or when it is somebody else's. */
  async function findByState(signed: Signed, state: string): Promise<AttemptRecord> {
    const attempt = await attempts.findOne({ stateHash: hashSecret(state) }).lean<AttemptRecord>();
    if (!attempt) throw new AppError('state_unknown');
    if (attempt.accountId !== signed.accountId || attempt.userId !== signed.userId) {
      throw new AppError('state_not_yours');
    }
    if (attempt.sessionId !== signed.sessionId) throw new AppError('state_other_session');
    return attempt;
  }

  /** Runs a claimed attempt to its end. @throws what the database said; whatever Meta said is in the attempt. */
  async function run(claimed: AttemptRecord, startedBy: string, login: { code: string } | { accessToken: string }) {
    const { attemptId, accountId, runId = '' } = claimed;
    const recorder = createAttemptRecorder(
      {
        attempts,
        clock,
        onStored: (attempt) => deps.onAttempt(accountId, toAttemptDto(attempt, startedBy, clock.now())),
      },
      claimed,
    );
    const work = runConnect(deps.run, recorder, login, (accessToken) => {
      heldTokens.set(attemptId, { runId, accessToken, until: later(clock.now(), leaseMs) });
    });
    activeRuns.set(attemptId, work);
    try {
      await work;
      heldTokens.delete(attemptId);
      const { phase, problem } = recorder.attempt;
      deps.metrics.attempts.inc({ phase, code: problem?.code ?? 'none' });
      if (phase === 'connected' || phase === 'partial') deps.onNumbersChanged(accountId);
    } finally {
      activeRuns.delete(attemptId);
    }
  }

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

  /** This process ran it, lost the database on the way, and still holds the token. */
  const ownRunDied = (attempt: AttemptRecord) =>
    !activeRuns.has(attempt.attemptId) && heldTokens.get(attempt.attemptId)?.runId === attempt.runId;

  async function reply(attempt: AttemptRecord): Promise<Omit<FinishConnectReply, 'success'>> {
    const shown = await show(attempt);
    if (shown.phase !== 'connected' && shown.phase !== 'partial') {
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

  /** Takes an attempt over for one run; null when somebody else was faster. */
  async function takeOver(attempt: AttemptRecord, set: Partial<AttemptRecord>): Promise<AttemptRecord | null> {
    return attempts
      .findOneAndUpdate(
        { attemptId: attempt.attemptId, phase: attempt.phase, runId: attempt.runId ?? { $exists: false } },
        {
          $set: { phase: 'working', runId: randomUUID(), leaseUntil: later(clock.now(), leaseMs), ...set },
          $inc: { revision: 1 },
        },
        { returnDocument: 'after' },
      )
      .lean<AttemptRecord>();
  }

  return {
    /** Begins an attempt. Support staff may bring back numbers the account knows; only owners connect the first one. */
    async start(signed: Signed, flow: Flow): Promise<Omit<StartConnectReply, 'success'>> {
      await startPerUser.take(signed.userId);
      const knownNumbersOnly = signed.role !== 'owner';
      if (knownNumbersOnly && (await deps.numbers.knownIds(signed.accountId)).size === 0) {
        throw new AppError('owner_only');
      }
      const now = clock.now();
      const attemptId = newId('att');
      const state = `${attemptId}.${newSecret()}`;
      const expiresAt = later(now, attemptLifeMs);
      const redirectUri = `${config.frontendUrl}/integrations/whatsapp/callback`;
      await attempts.create({
        attemptId,
        accountId: signed.accountId,
        userId: signed.userId,
        sessionId: signed.sessionId,
        flow,
        stateHash: hashSecret(state),
        redirectUri,
        knownNumbersOnly,
        expiresAt,
        phase: 'waiting',
        revision: 0,
        steps: freshSteps(),
        numbers: [],
        problem: null,
      });
      return {
        attemptId,
        state,
        authorizeUrl: dialogUrl({
          dialogBaseUrl: config.dialogBaseUrl,
          version: config.graphVersion,
          appId: config.appId,
          redirectUri,
          state,
          ...(config.configId ? { configId: config.configId } : {}),
        }),
        expiresAt: expiresAt.toISOString(),
        flow,
        appId: config.appId,
        ...(config.configId ? { configId: config.configId } : {}),
        graphVersion: config.graphVersion,
      };
    },

    /**
     * The callback: claims the attempt, runs it, answers with its result. The same code and state again, at once or
     * later, get the same result and never a second exchange.
     */
    async finish(signed: Signed, input: FinishConnectRequest): Promise<Omit<FinishConnectReply, 'success'>> {
      const attempt = await findByState(signed, input.state);
      const codeHash = hashSecret(input.code);
      const now = clock.now();
      if (attempt.phase === 'waiting') {
        if (attempt.expiresAt <= now) throw new AppError('state_expired');
        const { signup } = input;
        const claimed = await takeOver(attempt, { codeHash, ...(signup ? { signup } : {}) });
        if (claimed) {
          await run(claimed, await deps.accounts.nameOfUser(signed.userId), { code: input.code });
          return reply(await find(attempt.attemptId));
        }
      }
      return this.result(attempt.attemptId, codeHash);
    },

    /** The result of an attempt that was claimed before, for whoever comes with the same code. */
    async result(attemptId: string, codeHash: string): Promise<Omit<FinishConnectReply, 'success'>> {
      const attempt = await find(attemptId);
      if (attempt.codeHash !== codeHash) throw new AppError('state_used');
      const settled = await waitForRun(attempt);
      const held = heldTokens.get(attemptId);
      if (settled.phase === 'working' && held && ownRunDied(settled) && held.until > clock.now()) {
        const claimed = await takeOver(settled, {});
        if (claimed) {
          const startedBy = await deps.accounts.nameOfUser(settled.userId);
          await run(claimed, startedBy, { accessToken: held.accessToken });
        }
        return reply(await waitForRun(settled));
      }
      return reply(settled);
    },

    /** The person came back from Meta without a code. Repeating it changes nothing. */
    async cancel(signed: Signed, input: CancelConnectRequest): Promise<AttemptDto> {
      const attempt = await findByState(signed, input.state);
      const now = clock.now();
      const code = ({ denied: 'connect_denied', closed: 'connect_closed', failed: 'login_failed' } as const)[
        input.reason
      ];
      const phase = input.reason;
      const told = { error: input.error, reason: input.errorReason, description: input.errorDescription };
      const details = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
      const updated = await attempts
        .findOneAndUpdate(
          { attemptId: attempt.attemptId, phase: 'waiting', expiresAt: { $gt: now } },
          {
            $set: { phase, finishedAt: now, problem: { code, message: endings[code].message, details } },
            $inc: { revision: 1 },
          },
          { returnDocument: 'after' },
        )
        .lean<AttemptRecord>();
      if (updated) deps.metrics.attempts.inc({ phase, code });
      const shown = await show(updated ?? (await find(attempt.attemptId)));
      deps.onAttempt(signed.accountId, shown);
      return shown;
    },

    /** @throws AppError `not_found` for another account's attempt as for one that does not exist. */
    async get(accountId: string, attemptId: string): Promise<AttemptDto> {
      const attempt = await find(attemptId);
      if (attempt.accountId !== accountId) throw new AppError('not_found');
      return show(attempt);
    },

    /** The newest attempt, while it still says something: running, or ended without success within the last day. */
    async latest(accountId: string): Promise<AttemptDto | null> {
      const [attempt] = await attempts.find({ accountId }).sort({ createdAt: -1 }).limit(1).lean<AttemptRecord[]>();
      if (!attempt) return null;
      const now = clock.now();
      const isOld = later(attempt.createdAt, days(1)) <= now && !canRetry(attempt, now);
      if (isOld || currentPhase(attempt, now) === 'connected') return null;
      return show(attempt);
    },

    /** Tries again what is missing, with the token that is held: no new login. */
    async retry(signed: Signed, attemptId: string): Promise<AttemptDto> {
      await retryPerAccount.take(signed.accountId);
      const attempt = await attempts
        .findOne({ attemptId, accountId: signed.accountId })
        .select('+accessToken')
        .lean<AttemptRecord>();
      if (!attempt) throw new AppError('not_found');
      if (signed.role !== 'owner' && !attempt.knownNumbersOnly) throw new AppError('owner_only');
      if (attempt.phase === 'working' && !isAbandoned(attempt, clock.now())) return show(await waitForRun(attempt));
      if (!attempt.accessToken || !canRetry(attempt, clock.now())) throw new AppError('nothing_to_retry');
      const { accountId } = attempt;
      const accessToken = deps.vault.open(attempt.accessToken, { purpose: 'attempt', accountId, attemptId });
      const steps = freshSteps().map((step) => (step.name === 'code' ? (attempt.steps[0] ?? step) : step));
      const claimed = await takeOver(attempt, { steps, problem: null });
      if (claimed) await run(claimed, await deps.accounts.nameOfUser(attempt.userId), { accessToken });
      return show(await waitForRun(attempt));
    },

    /** Destroys tokens that were held long enough. Attempts themselves are kept: they are the story of a connection. */
    async sweep(): Promise<void> {
      const now = clock.now();
      await attempts.updateMany(
        { tokenHeldUntil: { $lte: now }, $or: [{ leaseUntil: { $lte: now } }, { phase: { $ne: 'working' } }] },
        { $unset: { accessToken: 1, tokenHeldUntil: 1 } },
      );
      for (const [attemptId, held] of heldTokens) if (held.until <= now) heldTokens.delete(attemptId);
    },

    /** Seals held tokens that are under an older key again. @returns how many it moved. */
    async resealTokens(): Promise<number> {
      const held = attempts.find({ tokenHeldUntil: { $gt: clock.now() } }).select('+accessToken');
      return deps.vault.resealEach(
        held.lean<AttemptRecord[]>().cursor(),
        ({ accountId, attemptId }) => ({ purpose: 'attempt', accountId, attemptId }),
        ({ attemptId, accessToken }, resealed) =>
          attempts.updateOne({ attemptId, accessToken }, { $set: { accessToken: resealed } }),
      );
    },

    /** Ends when no run is under way in this process. */
    async drain(): Promise<void> {
      await Promise.allSettled(activeRuns.values());
    },
  };
}
export type OAuthService = ReturnType<typeof createOAuthService>;
