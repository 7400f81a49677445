import {
  type AttemptDto,
  type CancelConnectRequest,
  cancelStepEntry,
  endings,
  type FinishConnectReply,
  type FinishConnectRequest,
  type IgnoredMessages,
  type StartConnectReply,
  type StartConnectRequest,
} from '@switchboard/contracts';
import { dialogUrl } from '@switchboard/graph';
import type { Model } from 'mongoose';
import { type AccountService, operatorUserId } from '../accounts/account.service.js';
import { may } from '../accounts/policy.js';
import type { Principal } from '../accounts/session.service.js';
import type { NumberRepository } from '../numbers/number.repository.js';
import type { OnMoved, TokenVault } from '../numbers/tokenVault.js';
import type { UnknownCodeService } from '../operator/unknownCode.service.js';
import { type Clock, days, later, minutes } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { AppError } from '../platform/errors.js';
import { hashSecret, newId, newSecret } from '../platform/ids.js';
import type { Metrics } from '../platform/metrics.js';
import type { RateLimits } from '../platform/rateLimits.js';
import { canRetry, currentPhase, freshSteps, isAbandoned, problemOf } from './attempt.js';
import type { AttemptRecord } from './attempt.model.js';
import { createAttemptRuns } from './attemptRuns.js';
import { refusedChoice } from './choosing.js';
import { tokenHeldMs } from './connectRun.js';
import type { ConnectRunDeps } from './connectRunDeps.js';
import { endedBy, popupOf } from './signup.js';

const attemptLifeMs = minutes(10);

export interface OAuthConfig {
  appId: string;
  configId: string | undefined;
  /** Meta's JavaScript SDK. */
  sdkUrl: string;
  graphVersion: string;
  dialogBaseUrl: string;
  frontendUrl: string;
}

export interface OAuthDeps {
  attempts: Model<AttemptRecord>;
  accounts: AccountService;
  numbers: NumberRepository;
  vault: TokenVault;
  rateLimits: RateLimits;
  clock: Clock;
  metrics: Metrics;
  unknownCodes: UnknownCodeService;
  config: OAuthConfig;
  run: ConnectRunDeps;
  events: DomainEvents;
}

/** Whom a new attempt belongs to, and what only it may do. */
export type Beginning = Pick<AttemptRecord, 'accountId' | 'userId' | 'sessionId' | 'knownNumbersOnly'> &
  Partial<Pick<AttemptRecord, 'attemptId' | 'address' | 'handoverId' | 'browserHash'>>;

const notBegun = () => ({ phase: 'waiting' as const, revision: 0, steps: freshSteps(), numbers: [], problem: null });

/** An attempt as whoever asks may finish it by now: support staff connect no new number, whatever they were when it began. */
const asFinishedBy = (asker: Principal, attempt: AttemptRecord): AttemptRecord => ({
  ...attempt,
  knownNumbersOnly: attempt.knownNumbersOnly || !may(asker, 'number.connect'),
});

/** An attempt to connect: started, claimed once by the code that comes back, run, and tried again where it can be. */
export function createOAuthService(deps: OAuthDeps) {
  const { attempts, events, clock, config, numbers } = deps;
  const startPerUser = deps.rateLimits('connect-user', { points: 30, durationSeconds: 15 * 60 });
  const retryPerAccount = deps.rateLimits('retry-account', { points: 30, durationSeconds: 5 * 60 });
  const runs = createAttemptRuns(deps);
  const { find, show, takeOver, run, waitForRun } = runs;

  /** The attempt a state belongs to. @throws AppError `state_unknown`. */
  async function findByState(state: string): Promise<AttemptRecord> {
    const attempt = await attempts
      .findOne({ stateHash: hashSecret(state) })
      .select('+browserHash')
      .lean<AttemptRecord>();
    if (!attempt) throw new AppError('state_unknown');
    return attempt;
  }

  /** @throws AppError when the attempt is somebody else's, of another session, or belongs to a hand-over link. */
  async function findOwn(principal: Principal, state: string): Promise<AttemptRecord> {
    const attempt = await findByState(state);
    const isOwn =
      attempt.accountId === principal.accountId && attempt.userId === principal.userId && !attempt.handoverId;
    if (!isOwn) throw new AppError('state_not_yours');
    if (attempt.sessionId !== principal.sessionId) throw new AppError('state_other_session');
    return attempt;
  }

  const tokenOf = ({ accountId, attemptId, accessToken = '' }: AttemptRecord) =>
    deps.vault.open(accessToken, { purpose: 'attempt', accountId, attemptId });

  /** Stores an attempt and says how to go to Meta. Without a login configuration there is no popup: redirect then. */
  async function begin(
    { attemptId = newId('att'), ...who }: Beginning,
    { flow: asked = 'redirect', coexistence, reconnect, choose }: StartConnectRequest,
  ): Promise<Omit<StartConnectReply, 'success'>> {
    const flow = config.configId ? asked : 'redirect';
    const shared = flow === 'popup' && coexistence === true;
    const state = `${attemptId}.${newSecret()}`;
    const expiresAt = later(clock.now(), attemptLifeMs);
    const redirectUri = `${config.frontendUrl}/integrations/whatsapp/callback`;
    await attempts.create({
      ...{ ...who, attemptId, flow, redirectUri, expiresAt },
      ...(choose ? { choose } : {}),
      ...(shared ? { coexistence: true } : {}),
      ...(reconnect ? { reconnect: [...new Set(reconnect)] } : {}),
      ...notBegun(),
      stateHash: hashSecret(state),
    });
    const ofConfig = config.configId ? { configId: config.configId } : {};
    return {
      attemptId,
      state,
      authorizeUrl: dialogUrl({
        dialogBaseUrl: config.dialogBaseUrl,
        version: config.graphVersion,
        appId: config.appId,
        redirectUri,
        state,
        ...ofConfig,
      }),
      expiresAt: expiresAt.toISOString(),
      flow,
      appId: config.appId,
      ...ofConfig,
      graphVersion: config.graphVersion,
      ...popupOf(flow, config, shared),
    };
  }

  /** Claims an attempt that may be finished by whoever asks, runs it, and answers with its result. */
  async function finishFound(attempt: AttemptRecord, { code, signup, ignored }: FinishConnectRequest) {
    const [codeHash, { knownNumbersOnly }] = [hashSecret(code), attempt];
    if (attempt.phase === 'waiting') {
      if (attempt.expiresAt <= clock.now()) throw new AppError('state_expired');
      const claimed = await takeOver(attempt, { codeHash, knownNumbersOnly, ...(signup ? { signup } : {}) });
      if (claimed) {
        noteIgnored(ignored);
        await run(claimed, { code });
        return runs.reply(await find(attempt.attemptId));
      }
    }
    return runs.result(attempt.attemptId, codeHash);
  }

  async function cancelFound(attempt: AttemptRecord, input: CancelConnectRequest): Promise<AttemptDto> {
    const now = clock.now();
    const { phase, code, details } = endedBy(input);
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
    if (updated) {
      noteEnd(phase, code, input.step);
      noteIgnored(input.ignored);
    }
    const shown = await show(updated ?? (await find(attempt.attemptId)));
    events.emit('attempt.changed', { accountId: attempt.accountId, attempt: shown });
    return shown;
  }

  /** Only with the request that ends the waiting: a repeated one tells of the same messages. */
  function noteIgnored(ignored: IgnoredMessages = {}): void {
    for (const [reason, times] of Object.entries(ignored)) deps.metrics.popupIgnored.inc({ reason }, times);
  }

  function noteEnd(phase: string, code: string, step: string | undefined): void {
    deps.metrics.attempts.inc({ phase, code });
    if (step === undefined) return;
    deps.metrics.signupLeft.inc({ step: cancelStepEntry(step) ? step : 'other' });
    deps.unknownCodes.noteCancelStep(step);
  }

  /** Takes the chosen numbers. Chosen already, or at this moment by somebody else: that one's result. */
  async function chooseFound(attempt: AttemptRecord, chosen: readonly string[], knownOnly: boolean) {
    if (!attempt.chosen) {
      const phase = currentPhase(attempt, clock.now());
      if (phase === 'expired' && attempt.choice) throw new AppError('choice_expired');
      if (phase !== 'choosing' || !attempt.choice || !attempt.accessToken) throw new AppError('not_choosing');
      const onlyKnown = knownOnly || attempt.knownNumbersOnly ? await numbers.knownIds(attempt.accountId) : null;
      const refusal = refusedChoice(attempt.choice, chosen, onlyKnown);
      if (refusal) throw new AppError(refusal);
      const accessToken = tokenOf(attempt);
      const claimed = await takeOver(attempt, {
        chosen: [...new Set(chosen)],
        tokenHeldUntil: later(clock.now(), tokenHeldMs),
      });
      if (claimed) await run(claimed, { accessToken });
    }
    const settled = await waitForRun(attempt);
    if (currentPhase(settled, clock.now()) === 'expired') throw new AppError('choice_expired');
    return show(settled);
  }

  const withToken = (filter: { attemptId: string; accountId: string } | { browserHash: string }) =>
    attempts.findOne(filter).select('+accessToken').lean<AttemptRecord>();

  return {
    begin,
    findByState,
    finishFound,
    cancelFound,
    chooseFound,
    show,

    /**
     * Connects to an account what a business shared on Meta's hosted page: an attempt like any other, which the
     * operator begins and no browser comes back for.
     *
     * @throws AppError with the attempt in its details when it ended without numbers.
     */
    async connectHosted(accountId: string, hosted: { wabaId: string; businessId: string }) {
      const attemptId = newId('att');
      const attempt = await attempts.create({
        ...{ attemptId, accountId, userId: operatorUserId, sessionId: operatorUserId, knownNumbersOnly: false },
        ...{ flow: 'hosted', hosted, expiresAt: later(clock.now(), attemptLifeMs) },
        ...notBegun(),
        // Nobody is told the state: nothing can come back for it.
        stateHash: hashSecret(newSecret()),
      });
      const claimed = await takeOver(attempt, {});
      if (claimed) await run(claimed, 'hosted');
      return runs.reply(await find(attemptId));
    },

    /** The accounts in which a browser's report named a WhatsApp account: claims, whatever became of them. */
    accountsNaming: (wabaId: string): Promise<string[]> => attempts.distinct('accountId', { 'signup.waba_id': wabaId }),

    /** The attempt that a browser began by a hand-over link. */
    findByBrowser: (browserHash: string) => withToken({ browserHash }),

    /** Begins an attempt. Of whoever connects no new number, it takes numbers the account knows. */
    async start(
      asker: Principal & { address: string },
      input: StartConnectRequest,
    ): Promise<Omit<StartConnectReply, 'success'>> {
      await startPerUser.take(asker.userId);
      const { accountId, userId, sessionId, address } = asker;
      const knownNumbersOnly = !may(asker, 'number.connect');
      if (input.reconnect) await numbers.known(accountId, input.reconnect);
      return begin({ accountId, userId, sessionId, address, knownNumbersOnly }, input);
    },

    /**
     * The callback: claims the attempt, runs it, answers with its result. The same code and state again, at once or
     * later, get the same result and never a second exchange.
     */
    async finish(principal: Principal, input: FinishConnectRequest): Promise<Omit<FinishConnectReply, 'success'>> {
      return finishFound(asFinishedBy(principal, await findOwn(principal, input.state)), input);
    },

    /** The person came back from Meta without a code. Repeating it changes nothing. */
    async cancel(principal: Principal, input: CancelConnectRequest): Promise<AttemptDto> {
      return cancelFound(await findOwn(principal, input.state), input);
    },

    /** Says which numbers are taken: of whoever connects no new number, only those the account knows. */
    async choose(principal: Principal, attemptId: string, phoneNumberIds: readonly string[]): Promise<AttemptDto> {
      const attempt = await withToken({ attemptId, accountId: principal.accountId });
      if (!attempt) throw new AppError('not_found');
      return chooseFound(attempt, phoneNumberIds, !may(principal, 'number.connect'));
    },

    /** @throws AppError `not_found` for another account's attempt as for one that does not exist. */
    async get(accountId: string, attemptId: string): Promise<AttemptDto> {
      const attempt = await attempts.findOne({ accountId, attemptId }).lean<AttemptRecord>();
      if (!attempt) throw new AppError('not_found');
      return show(attempt);
    },

    /** Whether an attempt takes known numbers only. @throws AppError `not_found`. */
    async knownNumbersOnly(accountId: string, attemptId: string): Promise<boolean> {
      const attempt = await attempts.findOne({ accountId, attemptId }, { knownNumbersOnly: 1 }).lean();
      if (!attempt) throw new AppError('not_found');
      return attempt.knownNumbersOnly;
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
    async retry(principal: Principal, attemptId: string): Promise<AttemptDto> {
      await retryPerAccount.take(principal.accountId);
      const attempt = await withToken({ attemptId, accountId: principal.accountId });
      if (!attempt) throw new AppError('not_found');
      if (attempt.phase === 'working' && !isAbandoned(attempt, clock.now())) return show(await waitForRun(attempt));
      if (!attempt.accessToken || !canRetry(attempt, clock.now())) throw new AppError('nothing_to_retry');
      const accessToken = tokenOf(attempt);
      const steps = freshSteps().map((step) => (step.name === 'code' ? (attempt.steps[0] ?? step) : step));
      const claimed = await takeOver(attempt, { steps, problem: null });
      if (claimed) await run(claimed, { accessToken });
      return show(await waitForRun(attempt));
    },

    /**
     * Ends an attempt that has not come back from Meta, or waits for a choice: whoever asked for it takes it back.
     *
     * @returns null when there was nothing to withdraw.
     */
    async withdraw(accountId: string, attemptId: string): Promise<AttemptDto | null> {
      const ended = await attempts
        .findOneAndUpdate(
          { accountId, attemptId, phase: { $in: ['waiting', 'choosing'] } },
          {
            $set: { phase: 'closed', finishedAt: clock.now(), problem: problemOf('connect_closed') },
            $unset: { accessToken: 1, tokenHeldUntil: 1 },
            $inc: { revision: 1 },
          },
          { returnDocument: 'after' },
        )
        .lean<AttemptRecord>();
      if (!ended) return null;
      deps.metrics.attempts.inc({ phase: 'closed', code: 'connect_closed' });
      const shown = await show(ended);
      events.emit('attempt.changed', { accountId, attempt: shown });
      return shown;
    },

    /** Destroys tokens that were held long enough. Attempts themselves are kept: they are the story of a connection. */
    async sweep(): Promise<void> {
      const now = clock.now();
      await attempts.updateMany(
        { tokenHeldUntil: { $lte: now }, phase: 'choosing' },
        {
          $set: { phase: 'expired', finishedAt: now, problem: problemOf('choice_expired') },
          $unset: { accessToken: 1, tokenHeldUntil: 1 },
          $inc: { revision: 1 },
        },
      );
      await attempts.updateMany(
        { tokenHeldUntil: { $lte: now }, $or: [{ leaseUntil: { $lte: now } }, { phase: { $ne: 'working' } }] },
        { $unset: { accessToken: 1, tokenHeldUntil: 1 } },
      );
      runs.forgetHeld();
    },

    /** Seals held tokens that are under an older key again. @returns how many it moved. */
    async resealTokens(onMoved: OnMoved): Promise<number> {
      // By the index of what is held: attempts are kept for ever, and this runs every minute.
      const held = attempts
        .find({ tokenHeldUntil: { $exists: true }, accessToken: { $exists: true, ...deps.vault.isOlder } })
        .select('+accessToken');
      return deps.vault.resealEach(
        held.lean<AttemptRecord[]>().cursor(),
        ({ accountId, attemptId }) => ({ purpose: 'attempt', accountId, attemptId }),
        ({ attemptId, accessToken }, resealed) =>
          attempts.updateOne({ attemptId, accessToken }, { $set: { accessToken: resealed } }),
        onMoved,
      );
    },

    /** Ends when no run is under way in this process. */
    drain: runs.drain,
  };
}
export type OAuthService = ReturnType<typeof createOAuthService>;
