import {
  type AssignHostedRequest,
  confirmsPhone,
  type HostedLookReply,
  type HostedSignupDto,
  type HostedSignupReply,
  type HostedSignupsReply,
} from '@switchboard/contracts';
import type { AccountUpdate, GraphClient } from '@switchboard/graph';
import type { Model } from 'mongoose';
import type { AccountService } from '../../accounts/account.service.js';
import type { AuditService } from '../../accounts/audit.service.js';
import { toNumberAtMeta } from '../../numbers/graphNumber.mapper.js';
import type { LiveAccounts } from '../../numbers/liveAccounts.js';
import type { NumberRepository, WorkingOnWaba } from '../../numbers/number.repository.js';
import { type Clock, later, minutes, seconds } from '../../platform/clock.js';
import { AppError, isDuplicateKey } from '../../platform/errors.js';
import { isClearAnswer } from '../../platform/graphProblem.js';
import { newId } from '../../platform/ids.js';
import type { Logger } from '../../platform/logger.js';
import { hostedToken } from '../connectRun.js';
import type { OAuthService } from '../oauth.service.js';
import { explained, RunEnded, requireAnswer } from '../runEnded.js';
import { readWaba } from '../wabaReader.js';
import { hostedEventOf } from './hostedEvent.js';
import type { HostedSignupRecord } from './hostedSignup.model.js';

export interface HostedDeps {
  signups: Model<HostedSignupRecord>;
  accounts: AccountService;
  numbers: NumberRepository;
  liveAccounts: Pick<LiveAccounts, 'holdersOf'>;
  audit: AuditService;
  oauth: Pick<OAuthService, 'connectHosted' | 'accountsNaming'>;
  logger: Logger;
  graph: GraphClient;
  clock: Clock;
  /** Without it sign-ups are kept and shown, and cannot be finished. */
  systemUserToken: string | undefined;
}

/** @throws AppError with what Meta said, where it did not answer well. */
async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof RunEnded)) throw error;
    const { code, message, details } = error.problem;
    throw new AppError(code, { message, cause: error, ...(details ? { details } : {}) });
  }
}

/** Longer than a run of an attempt may take. */
const claimMs = seconds(90);
const waitingAtMost = 100;
const othersAtMost = 100;
/** How much later than the login it is about Meta may date a sign-up: its clock is not ours. */
const datedLateMs = minutes(1);

/** Whether a number works by a login that is not older than the sign-up. An older one has none of what is new. */
const isSettledBy = ({ wabaId, at }: HostedSignupRecord, working: WorkingOnWaba) =>
  working.wabaId === wabaId && at <= later(working.connectedAt, datedLateMs);

/** Whether the account that a sign-up was connected to works with it still. */
const worksIn = ({ wabaId, accountId }: HostedSignupRecord, working: readonly WorkingOnWaba[]) =>
  working.some((one) => one.wabaId === wabaId && one.accountId === accountId);

/**
 * Sign-ups on Meta's hosted page. No browser comes back from there: Meta only says, by webhook, that a WhatsApp account
 * was shared with us, and nothing in it says with whom here (meta-platform 1.4). So it is kept, and belongs to nobody
 * until the operator says whose it is.
 */
export function createHostedService(deps: HostedDeps) {
  const { signups, accounts, numbers, liveAccounts, oauth, clock, logger, systemUserToken } = deps;

  /**
   * Every popup that was finished sends the same event, before or after its numbers are connected: where an account has
   * them working by a login since, nothing waits. Numbers that worked before do not count: on the same WhatsApp account
   * the business may have shared one more, or renewed an access that dies.
   */
  async function settle(waiting: readonly HostedSignupRecord[]): Promise<void> {
    const working = await numbers.workingOnWabas(waiting.map(({ wabaId }) => wabaId));
    const settled = waiting.flatMap((signup) => {
      const holder = working.find((one) => isSettledBy(signup, one));
      const { wabaId, at } = signup;
      return holder ? [{ filter: { wabaId, state: 'waiting' as const, at }, accountId: holder.accountId }] : [];
    });
    if (settled.length === 0) return;
    await signups.bulkWrite(
      settled.map(({ filter, accountId }) => ({
        updateOne: { filter, update: { $set: { state: 'connected', accountId } } },
      })),
    );
  }

  async function noteShared(wabaId: string, businessId: string | null, at: Date): Promise<void> {
    const write = (upsert: boolean) =>
      signups.updateOne(
        { wabaId, at: { $lt: at } },
        { $set: { state: 'waiting', businessId, at }, $unset: { accountId: 1 } },
        { upsert },
      );
    try {
      await write(true);
    } catch (error) {
      // It is kept already, and what is kept is not older, unless another one came in at this moment.
      if (!isDuplicateKey(error)) throw error;
      await write(false);
    }
    await settle(await signups.find({ wabaId, state: 'waiting' }).lean<HostedSignupRecord[]>());
  }

  /** @throws AppError `not_found` for what Meta has never told of. */
  async function find(wabaId: string): Promise<HostedSignupRecord> {
    const signup = await signups.findOne({ wabaId }).lean<HostedSignupRecord>();
    if (!signup) throw new AppError('not_found');
    return signup;
  }

  async function showAll(shown: readonly HostedSignupRecord[]): Promise<HostedSignupDto[]> {
    const [working, names] = await Promise.all([
      numbers.workingOnWabas(shown.map(({ wabaId }) => wabaId)),
      accounts.namesOf(shown.flatMap(({ accountId }) => accountId ?? [])),
    ]);
    return shown.map((signup) => {
      const { wabaId, businessId, state, at, accountId } = signup;
      const account = accountId === undefined ? null : { accountId, name: names.get(accountId) ?? accountId };
      return { wabaId, businessId, state, at: at.toISOString(), account, working: worksIn(signup, working) };
    });
  }

  async function showOne(signup: HostedSignupRecord): Promise<HostedSignupDto> {
    const [shown] = await showAll([signup]);
    if (!shown) throw new Error('a sign-up is shown as one row');
    return shown;
  }

  /** @throws AppError when Meta cannot be asked for the access of this sign-up. */
  function access({ state, businessId }: HostedSignupRecord): { businessId: string; ownToken: string } {
    if (state === 'gone') throw new AppError('hosted_signup_gone');
    if (systemUserToken === undefined) throw new AppError('system_token_missing');
    if (businessId === null) {
      throw new AppError('hosted_access_refused', {
        message: 'Meta did not say which business shared this WhatsApp account, so its access cannot be asked for.',
      });
    }
    return { businessId, ownToken: systemUserToken };
  }

  const isFree = (now: Date) => ({ $or: [{ claim: { $exists: false } }, { 'claim.until': { $lte: now } }] });

  /** Takes a sign-up for one run. @throws AppError `hosted_signup_busy` when somebody else was faster. */
  async function claim({ wabaId, state, at }: HostedSignupRecord): Promise<string> {
    const now = clock.now();
    const id = newId('clm');
    const taken = await signups.updateOne(
      { wabaId, state, at, ...isFree(now) },
      { $set: { claim: { id, until: later(now, claimMs) } } },
    );
    if (taken.matchedCount === 0) throw new AppError('hosted_signup_busy');
    return id;
  }

  /** Who here has had to do with a WhatsApp account and its numbers, the closest first. */
  async function knownBy(wabaId: string, phoneNumberIds: readonly string[]): Promise<HostedLookReply['knownBy']> {
    const [holders, naming] = await Promise.all([liveAccounts.holdersOf(phoneNumberIds), oauth.accountsNaming(wabaId)]);
    const held = [...holders.values()];
    const known = new Map<string, 'holds' | 'held' | 'named'>();
    const add = (how: 'holds' | 'held' | 'named', accountIds: readonly string[]) => {
      for (const accountId of accountIds) if (!known.has(accountId)) known.set(accountId, how);
    };
    add(
      'holds',
      held.filter(({ isActive }) => isActive).map(({ accountId }) => accountId),
    );
    add(
      'held',
      held.map(({ accountId }) => accountId),
    );
    add('named', naming);
    const names = await accounts.namesOf([...known.keys()]);
    return [...known].map(([accountId, how]) => ({ accountId, name: names.get(accountId) ?? accountId, how }));
  }

  /** @throws AppError `hosted_phone_mismatch` unless Meta lists a number that ends as the operator was told. */
  async function confirm(wabaId: string, businessId: string, ownToken: string, typed: string): Promise<void> {
    const listed = await asked(async () => {
      const token = hostedToken(await deps.graph.fetchBusinessToken(businessId, ownToken));
      const answer = await deps.graph.listPhoneNumbers(wabaId, token);
      // The business shares something with us, but not this.
      if (!answer.ok && isClearAnswer(answer.failure))
        throw new RunEnded(explained(answer.failure, 'waba_not_granted'));
      return requireAnswer(answer);
    });
    const at = clock.now();
    if (listed.some((number) => confirmsPhone(typed, toNumberAtMeta(number, at).displayPhone))) return;
    throw new AppError('hosted_phone_mismatch');
  }

  /** What was refused is in the log, and in that of the account that was named: its owners may ask who tried. */
  async function noteRefused(wabaId: string, accountId: string, error: unknown): Promise<void> {
    if (!(error instanceof AppError)) return;
    logger.warn({ wabaId, accountId, code: error.code }, 'assigning a hosted sign-up was refused');
    if (!(await accounts.exists(accountId))) return;
    // Not which WhatsApp account: it may well be somebody else's.
    const text = 'The operator tried to connect a sign-up on Meta’s hosted page to this account. It was refused.';
    await deps.audit.record({ accountId, action: 'number.assign_refused', text });
  }

  async function assign(wabaId: string, { accountId, confirmPhone }: AssignHostedRequest) {
    const signup = await find(wabaId);
    if (!(await accounts.exists(accountId))) throw new AppError('not_found', { message: 'There is no such account.' });
    const holders = await numbers.activeOnWabas([wabaId]);
    if (holders.some((holder) => holder.accountId !== accountId)) throw new AppError('number_in_use');
    if (signup.state === 'connected' && signup.accountId === accountId) {
      const shown = await showOne(signup);
      if (shown.working) return { message: 'It is connected to this account already.', signup: shown };
    }
    const { businessId, ownToken } = access(signup);
    const id = await claim(signup);
    try {
      await confirm(wabaId, businessId, ownToken, confirmPhone);
      const { message } = await oauth.connectHosted(accountId, { wabaId, businessId });
      await signups.updateOne(
        { wabaId, 'claim.id': id, state: { $ne: 'gone' } },
        { $set: { state: 'connected', accountId } },
      );
      return { message, signup: await showOne(await find(wabaId)) };
    } finally {
      await signups.updateOne({ wabaId, 'claim.id': id }, { $unset: { claim: 1 } });
    }
  }

  return {
    /**
     * Listens to what Meta says about accounts. The same again changes nothing, and neither does what comes late.
     *
     * @returns false always: as nobody's number is concerned, the event itself waits in quarantine as before, for
     *   whoever connects it.
     */
    async onAccountUpdate(update: AccountUpdate, receivedAt: Date): Promise<boolean> {
      const event = hostedEventOf(update);
      if (!event) return false;
      // Meta's own time as it is: only so has the same event the same time whenever it is sent.
      const at = update.at ?? receivedAt;
      if (event.kind === 'shared') await noteShared(update.wabaId, event.businessId, at);
      else await signups.updateOne({ wabaId: update.wabaId, at: { $lt: at } }, { $set: { state: 'gone', at } });
      return false;
    },

    /** The oldest of those that wait, for whom it takes longest; then the latest of the others. */
    async list(): Promise<Omit<HostedSignupsReply, 'success'>> {
      const oldestWaiting = () =>
        signups
          .find({ state: 'waiting' })
          .sort({ at: 1, wabaId: -1 })
          .limit(waitingAtMost)
          .lean<HostedSignupRecord[]>();
      await settle(await oldestWaiting());
      const [waiting, waitingInAll, others] = await Promise.all([
        oldestWaiting(),
        signups.countDocuments({ state: 'waiting' }),
        signups
          .find({ state: { $in: ['connected', 'dismissed', 'gone'] } })
          .sort({ at: -1, wabaId: 1 })
          .limit(othersAtMost)
          .lean<HostedSignupRecord[]>(),
      ]);
      return {
        canFinish: systemUserToken !== undefined,
        signups: await showAll([...waiting, ...others]),
        moreWaiting: Math.max(0, waitingInAll - waiting.length),
      };
    },

    /** What Meta says it is. Nothing is kept. @throws AppError `not_found`, or what Meta answered. */
    async look(wabaId: string): Promise<Omit<HostedLookReply, 'success'>> {
      const { businessId, ownToken } = access(await find(wabaId));
      const { waba, found } = await asked(async () => {
        const token = hostedToken(await deps.graph.fetchBusinessToken(businessId, ownToken));
        const read = await readWaba(deps, wabaId, token);
        return { waba: requireAnswer(read.waba), found: requireAnswer(read.numbers) };
      });
      return {
        wabaName: waba.wabaName ?? null,
        businessName: waba.businessName ?? null,
        numbers: found.map(({ phoneNumberId, displayPhone, displayName }) => {
          return { phoneNumberId, displayPhone, displayName };
        }),
        knownBy: await knownBy(
          wabaId,
          found.map(({ phoneNumberId }) => phoneNumberId),
        ),
      };
    },

    /**
     * Connects it to an account, as an attempt of that account. Again for the same account, while it works there: the
     * same answer, and nothing is done. Whatever Meta or the database refuses, it waits on.
     *
     * @param request.confirmPhone one of its numbers, as the business says it: account names alone are free text.
     * @throws AppError `not_found` for what is not known, `number_in_use` while another account has its numbers,
     *   `hosted_phone_mismatch`, `hosted_signup_busy`, or the problem of the attempt.
     */
    async assign(wabaId: string, request: AssignHostedRequest): Promise<Omit<HostedSignupReply, 'success'>> {
      try {
        return await assign(wabaId, request);
      } catch (error) {
        await noteRefused(wabaId, request.accountId, error);
        throw error;
      }
    },

    /** Nothing is wanted of it: it waits no longer, until the business signs up once more. */
    async dismiss(wabaId: string): Promise<Omit<HostedSignupReply, 'success'>> {
      const dismissed = await signups.updateOne(
        { wabaId, state: 'waiting', ...isFree(clock.now()) },
        { $set: { state: 'dismissed' } },
      );
      const signup = await find(wabaId);
      if (dismissed.modifiedCount > 0) logger.info({ wabaId }, 'the operator dismissed a hosted sign-up');
      if (dismissed.matchedCount === 0 && signup.state === 'waiting') throw new AppError('hosted_signup_busy');
      return { message: 'It is not shown as waiting any more.', signup: await showOne(signup) };
    },

    /** Forgets what is kept of WhatsApp accounts. @returns how many there were. */
    async erase(wabaIds: readonly string[]): Promise<number> {
      const { deletedCount } = await signups.deleteMany({ wabaId: { $in: [...wabaIds] } });
      return deletedCount;
    },
  };
}
export type HostedService = ReturnType<typeof createHostedService>;
