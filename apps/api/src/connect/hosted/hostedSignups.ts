import type { HostedSignupDto } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { AccountService } from '../../accounts/account.service.js';
import type { NumberRepository, WorkingOnWaba } from '../../numbers/number.repository.js';
import { type Clock, later } from '../../platform/clock.js';
import { AppError, isDuplicateKey } from '../../platform/errors.js';
import { newId } from '../../platform/ids.js';
import { datedLateMs, hostedClaimMs } from '../lifetimes.js';
import type { HostedSignupRecord } from './hostedSignup.model.js';

export type { HostedSignupRecord } from './hostedSignup.model.js';

export interface HostedSignupsDeps {
  signups: Model<HostedSignupRecord>;
  accounts: Pick<AccountService, 'getNames'>;
  numbers: NumberRepository;
  clock: Clock;
}

const maxWaitingShown = 100;
const maxOthersShown = 100;

/** Whether a number works by a login that is not older than the sign-up. An older one has none of what is new. */
const isSettledBy = ({ wabaId, at }: HostedSignupRecord, working: WorkingOnWaba) =>
  working.wabaId === wabaId && at <= later(working.connectedAt, datedLateMs);

const worksIn = ({ wabaId, accountId }: HostedSignupRecord, working: readonly WorkingOnWaba[]) =>
  working.some((one) => one.wabaId === wabaId && one.accountId === accountId);

const isFree = (now: Date) => ({ $or: [{ claim: { $exists: false } }, { 'claim.until': { $lte: now } }] });

/** The sign-ups on Meta's hosted page, one for each WABA. They belong to nobody until the operator says whose they are. */
export function createHostedSignups({ signups, accounts, numbers, clock }: HostedSignupsDeps) {
  /**
   * Every finished popup sends the event too: where an account has the numbers working by a login since, nothing waits.
   * Numbers that worked before do not count: the business may have shared one more, or renewed an access that dies.
   */
  async function settle(waiting: readonly HostedSignupRecord[]): Promise<void> {
    const working = await numbers.findWorkingOnWabas(waiting.map(({ wabaId }) => wabaId));
    const settled = waiting.flatMap((signup) => {
      const { wabaId, at } = signup;
      const settledBy = working.find((one) => isSettledBy(signup, one));
      return settledBy ? [{ filter: { wabaId, state: 'waiting' as const, at }, accountId: settledBy.accountId }] : [];
    });
    if (settled.length === 0) return;
    await signups.bulkWrite(
      settled.map(({ filter, accountId }) => ({
        updateOne: { filter, update: { $set: { state: 'connected', accountId } } },
      })),
    );
  }

  const findOldestWaiting = () =>
    signups.find({ state: 'waiting' }).sort({ at: 1, wabaId: -1 }).limit(maxWaitingShown).lean<HostedSignupRecord[]>();

  async function toDtos(records: readonly HostedSignupRecord[]): Promise<HostedSignupDto[]> {
    const [working, names] = await Promise.all([
      numbers.findWorkingOnWabas(records.map(({ wabaId }) => wabaId)),
      accounts.getNames(records.flatMap(({ accountId }) => accountId ?? [])),
    ]);
    return records.map((signup) => {
      const { wabaId, businessId, state, at, accountId } = signup;
      const account = accountId === undefined ? null : { accountId, name: names.get(accountId) ?? accountId };
      return { wabaId, businessId, state, at: at.toISOString(), account, working: worksIn(signup, working) };
    });
  }

  return {
    /** Stores that Meta said so. The event again, or an older one, changes nothing. */
    async noteShared(wabaId: string, businessId: string | null, at: Date): Promise<void> {
      const write = (upsert: boolean) =>
        signups.updateOne(
          { wabaId, at: { $lt: at } },
          { $set: { state: 'waiting', businessId, at }, $unset: { accountId: 1 } },
          { upsert },
        );
      try {
        await write(true);
      } catch (error) {
        // The row is there and not older, unless another event came in at this moment.
        if (!isDuplicateKey(error)) throw error;
        await write(false);
      }
      await settle(await signups.find({ wabaId, state: 'waiting' }).lean<HostedSignupRecord[]>());
    },

    async noteGone(wabaId: string, at: Date): Promise<void> {
      await signups.updateOne({ wabaId, at: { $lt: at } }, { $set: { state: 'gone', at } });
    },

    async find(wabaId: string): Promise<HostedSignupRecord> {
      const signup = await signups.findOne({ wabaId }).lean<HostedSignupRecord>();
      if (!signup) throw new AppError('not_found');
      return signup;
    },

    /** The oldest of those that wait, because their businesses wait longest; then the latest of the others. */
    async list(): Promise<{ shown: HostedSignupRecord[]; moreWaiting: number }> {
      await settle(await findOldestWaiting());
      const [waiting, waitingInAll, others] = await Promise.all([
        findOldestWaiting(),
        signups.countDocuments({ state: 'waiting' }),
        signups
          .find({ state: { $in: ['connected', 'dismissed', 'gone'] } })
          .sort({ at: -1, wabaId: 1 })
          .limit(maxOthersShown)
          .lean<HostedSignupRecord[]>(),
      ]);
      return { shown: [...waiting, ...others], moreWaiting: Math.max(0, waitingInAll - waiting.length) };
    },

    toDtos,

    async toDto(signup: HostedSignupRecord): Promise<HostedSignupDto> {
      const [dto] = await toDtos([signup]);
      if (!dto) throw new Error('a sign-up is shown as one row');
      return dto;
    },

    /** Takes a sign-up for one run. @throws AppError `hosted_signup_busy` when somebody else was faster. */
    async claim({ wabaId, state, at }: HostedSignupRecord): Promise<string> {
      const now = clock.now();
      const claimId = newId('clm');
      const taken = await signups.updateOne(
        { wabaId, state, at, ...isFree(now) },
        { $set: { claim: { id: claimId, until: later(now, hostedClaimMs) } } },
      );
      if (taken.matchedCount === 0) throw new AppError('hosted_signup_busy');
      return claimId;
    },

    async release(wabaId: string, claimId: string): Promise<void> {
      await signups.updateOne({ wabaId, 'claim.id': claimId }, { $unset: { claim: 1 } });
    },

    async noteConnected(wabaId: string, claimId: string, accountId: string): Promise<void> {
      await signups.updateOne(
        { wabaId, 'claim.id': claimId, state: { $ne: 'gone' } },
        { $set: { state: 'connected', accountId } },
      );
    },

    dismiss: (wabaId: string) =>
      signups.updateOne({ wabaId, state: 'waiting', ...isFree(clock.now()) }, { $set: { state: 'dismissed' } }),

    async erase(wabaIds: readonly string[]): Promise<number> {
      const { deletedCount } = await signups.deleteMany({ wabaId: { $in: [...wabaIds] } });
      return deletedCount;
    },
  };
}
export type HostedSignups = ReturnType<typeof createHostedSignups>;
