import type { PendingAtMetaDto } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { isUnopened, type OnMoved, type TokenVault } from '../numbers/tokenVault.js';
import { type Clock, later, seconds } from '../platform/clock.js';
import { AppError, isDuplicateKey } from '../platform/errors.js';
import { newId } from '../platform/ids.js';
import { stillTried, toPendingDto, untried } from './leftAtMeta.js';
import type { PendingUnsubscribeRecord } from './pendingUnsubscribe.model.js';

export interface PendingUnsubscribesDeps {
  pending: Model<PendingUnsubscribeRecord>;
  vault: TokenVault;
  clock: Clock;
}

export interface ToDoAtMeta {
  accountId: string;
  wabaId: string;
  wabaName: string | undefined;
  accessToken: string;
  /**
   * Remove the app for this person at Meta as well; null: Meta has not said who that is. `askedAt` is when that was
   * asked for, because it does not mean the access of a later login. Absent: only the webhooks.
   */
  revoke?: { metaUserId: string | null; askedAt: Date } | undefined;
}

const toContext = (accountId: string, wabaId: string) => ({ purpose: 'unsubscribe' as const, accountId, wabaId });
const isFree = (now: Date) => ({ $or: [{ leaseUntil: { $exists: false } }, { leaseUntil: { $lte: now } }] });

/** The intentions to switch webhooks off, or to remove the app: one row for each WABA, with its own copy of the token. */
export function createPendingUnsubscribes({ pending, vault, clock }: PendingUnsubscribesDeps) {
  return {
    model: pending,

    /** @returns the token of a row, or why it cannot be opened. */
    openToken({ accountId, wabaId, accessToken }: PendingUnsubscribeRecord): string | AppError {
      try {
        return vault.open(accessToken, toContext(accountId, wabaId));
      } catch (error) {
        if (error instanceof AppError && isUnopened(error)) return error;
        throw error;
      }
    },

    /**
     * Stores an intention. Must be durable before the number's own token is destroyed. A process that is at the row
     * already goes on, and the row is done once more afterwards. Storing it again never makes `askedAt` later.
     */
    async plan({ accountId, wabaId, wabaName, accessToken, revoke }: ToDoAtMeta): Promise<void> {
      const key = { accountId, wabaId };
      for (;;) {
        const now = clock.now();
        const wish = { askId: newId('ask'), ...(revoke ? { 'revoke.metaUserId': revoke.metaUserId } : {}) };
        const $min = revoke ? { 'revoke.askedAt': revoke.askedAt } : {};
        const sealed = vault.seal(accessToken, toContext(accountId, wabaId));
        try {
          await pending.updateOne(
            { ...key, ...isFree(now) },
            {
              $min,
              $set: { wabaName, accessToken: sealed, ...untried(now, later(now, seconds(30))), ...wish },
              $unset: { leaseUntil: 1, gaveUpAt: 1 },
            },
            { upsert: true },
          );
          return;
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
        }
        // A process is at the row. Where it has finished and dropped it in between, the row is stored anew.
        if ((await pending.updateOne(key, { $min, $set: wish })).matchedCount > 0) return;
      }
    },

    /**
     * For a WABA that is being connected again. Another account's wish to remove the app stays: that is its own grant.
     *
     * @returns whether a call to Meta was under way: the webhooks are then to be switched on once more at the end.
     */
    async cancel(accountId: string, wabaId: string): Promise<boolean> {
      const rows = await pending.find({ wabaId }).lean<PendingUnsubscribeRecord[]>();
      if (rows.length === 0) return false;
      await pending.deleteMany({ wabaId, $or: [{ accountId }, { revoke: { $exists: false } }] });
      const now = clock.now();
      return rows.some((row) => row.leaseUntil !== undefined && row.leaseUntil > now);
    },

    /** Whether an unsubscribe of a WABA, by whichever account, is still to come. */
    isPending: async (wabaId: string): Promise<boolean> => (await pending.exists({ wabaId, ...stillTried })) !== null,

    async list(accountId: string): Promise<PendingAtMetaDto[]> {
      const rows = await pending
        .find({ accountId, ...stillTried })
        .sort({ createdAt: 1 })
        .lean<PendingUnsubscribeRecord[]>();
      return rows.map((row) => toPendingDto(row, row.revoke ? 'revoke' : 'unsubscribe'));
    },

    /** Seals the tokens again under the active key. @returns how many it moved. */
    async resealTokens(onMoved: OnMoved): Promise<number> {
      const rows = pending
        .find({ accessToken: vault.isOlder })
        .select('+accessToken')
        .lean<PendingUnsubscribeRecord[]>()
        .cursor();
      return vault.resealEach(
        rows,
        ({ accountId, wabaId }) => toContext(accountId, wabaId),
        ({ accountId, wabaId, accessToken }, resealed) =>
          pending.updateOne({ accountId, wabaId, accessToken }, { $set: { accessToken: resealed } }),
        onMoved,
      );
    },

    /** @param metaUserId only where the app was to be removed for this person. @returns how many rows there were. */
    async forget(accountId: string, wabaId: string, metaUserId?: string): Promise<number> {
      const ofPerson = metaUserId === undefined ? {} : { 'revoke.metaUserId': metaUserId };
      return (await pending.deleteMany({ accountId, wabaId, ...ofPerson })).deletedCount;
    },
  };
}
export type PendingUnsubscribes = ReturnType<typeof createPendingUnsubscribes>;
