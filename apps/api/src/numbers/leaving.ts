import type { Model } from 'mongoose';
import type { Clock } from '../platform/clock.js';
import { AppError, isDuplicateKey } from '../platform/errors.js';
import type { PhoneNumberRecord } from './phoneNumber.model.js';
import { isUnopened, type OnMoved, type TokenPlace, type TokenVault } from './tokenVault.js';

export interface LeavingDeps {
  numbers: Model<PhoneNumberRecord>;
  vault: TokenVault;
  clock: Clock;
  placeOf: (record: PhoneNumberRecord) => TokenPlace;
  /** Who holds the number changes: whoever remembers it asks again. */
  forget: (phoneNumberId: string) => void;
}

type Named = Pick<PhoneNumberRecord, 'accountId' | 'phoneNumberId'>;

const mostTries = 5;
/** What holds for a connection alone, and has to be proved anew by the next one. */
const evidence = { token: 1, subscription: 1, heard: 1, delivered: 1, health: 1, rhythm: 1 };
const undo = { undoToken: 1, undoUntil: 1, undoEvidence: 1 };

/** How a number rests, goes, and comes back. Each change is one atomic write on what it expects to find. */
export function createLeaving({ numbers, vault, clock, placeOf, forget }: LeavingDeps) {
  const undoPlace = ({ accountId, wabaId, phoneNumberId }: PhoneNumberRecord): TokenPlace => ({
    purpose: 'undo',
    accountId,
    wabaId,
    phoneNumberId,
  });

  const readWithTokens = (key: Named) =>
    numbers.findOne(key).select('+accessToken +undoToken').lean<PhoneNumberRecord>();

  /** The token sealed anew for another purpose; null when it cannot be opened. */
  function resealed(sealed: string | undefined, from: TokenPlace, to: TokenPlace): string | null {
    if (!sealed) return null;
    try {
      return vault.seal(vault.open(sealed, from), to);
    } catch (error) {
      if (isUnopened(error)) return null;
      throw error;
    }
  }

  /** The same to take a disconnect back: what is only not to be opened here is kept, and asked for again. */
  function reopened(row: PhoneNumberRecord, undoToken: string): string | null {
    try {
      return vault.seal(vault.open(undoToken, undoPlace(row)), placeOf(row));
    } catch (error) {
      if (error instanceof AppError && error.code === 'token_unreadable') return null;
      throw error;
    }
  }

  async function changed(key: Named, filter: object, update: object): Promise<boolean> {
    forget(key.phoneNumberId);
    const result = await numbers.updateOne({ ...key, ...filter }, update);
    forget(key.phoneNumberId);
    return result.modifiedCount > 0;
  }

  return {
    /**
     * Marks a number inactive. Its token leaves the ordinary path in the same write: destroyed, or kept apart for undoing.
     *
     * @param undoUntil until when it can be undone; null: the token is destroyed at once.
     * @returns null when it was inactive before; otherwise until when it can be undone, which may be never.
     */
    async deactivate(record: PhoneNumberRecord, undoUntil: Date | null): Promise<{ undoUntil: Date | null } | null> {
      const key = { accountId: record.accountId, phoneNumberId: record.phoneNumberId };
      for (let tries = 0; tries < mostTries; tries += 1) {
        const row = await readWithTokens(key);
        if (!row?.isActive) return null;
        const undoToken = undoUntil ? resealed(row.accessToken, placeOf(row), undoPlace(row)) : null;
        const isDone = await changed(
          key,
          // Keys are rotated and grants renewed meanwhile: what is kept for undoing is what was there.
          { isActive: true, accessToken: row.accessToken ?? { $exists: false } },
          {
            $set: {
              isActive: false,
              disconnectedAt: clock.now(),
              ...(undoToken ? { undoToken, undoUntil } : {}),
              ...(undoToken && row.token ? { undoEvidence: row.token } : {}),
            },
            $unset: {
              accessToken: 1,
              pausedAt: 1,
              ...evidence,
              ...(undoToken ? {} : undo),
            },
          },
        );
        if (isDone) return { undoUntil: undoToken ? undoUntil : null };
      }
      throw new AppError('save_failed');
    },

    /**
     * Takes a disconnect back, in one write, while the token is still kept.
     *
     * @param pressedAt what counts for the ten minutes, so that several numbers of one press fare alike.
     * @returns `already` when it is active, for instance because somebody pressed the same button; `late` when there is
     *   nothing to take back any more.
     * @throws AppError `number_in_use` when another account has taken the number meanwhile; `key_missing`.
     */
    async restore(accountId: string, phoneNumberId: string, pressedAt: Date): Promise<'done' | 'already' | 'late'> {
      const key = { accountId, phoneNumberId };
      try {
        for (let tries = 0; tries < mostTries; tries += 1) {
          const row = await readWithTokens(key);
          if (row?.isActive) return 'already';
          if (!row?.undoToken || !row.undoUntil || row.undoUntil <= pressedAt) return 'late';
          const accessToken = reopened(row, row.undoToken);
          if (!accessToken) return 'late';
          const isDone = await changed(
            key,
            // Keys are rotated meanwhile: then it is another text, and as good as before.
            { isActive: false, undoToken: row.undoToken, undoUntil: { $gt: pressedAt } },
            {
              $set: { isActive: true, accessToken, ...(row.undoEvidence ? { token: row.undoEvidence } : {}) },
              $unset: { disconnectedAt: 1, ...undo },
            },
          );
          if (isDone) return 'done';
        }
      } catch (error) {
        throw isDuplicateKey(error) ? new AppError('number_in_use', { cause: error }) : error;
      }
      throw new AppError('save_failed');
    },

    /** Destroys the tokens that were kept for undoing and whose time is over. @returns how many. */
    async destroyUndoTokens(): Promise<number> {
      const result = await numbers.updateMany({ undoUntil: { $lte: clock.now() } }, { $unset: undo });
      return result.modifiedCount;
    },

    /** Seals what is kept for undoing again, under the active key. @returns how many it moved. */
    async resealUndoTokens(onMoved: OnMoved): Promise<number> {
      const rows = numbers
        .find({ undoUntil: { $exists: true }, undoToken: { $exists: true, ...vault.isOlder } })
        .select('+undoToken')
        .lean<PhoneNumberRecord[]>()
        .cursor();
      return vault.resealEach(
        undoTokensOf(rows),
        undoPlace,
        ({ accountId, phoneNumberId, accessToken: undoToken }, resealed) =>
          numbers.updateOne({ accountId, phoneNumberId, undoToken }, { $set: { undoToken: resealed } }),
        onMoved,
      );
    },

    /** Lets a number rest. False when it rests already, or is not active. */
    pause: ({ accountId, phoneNumberId }: Named): Promise<boolean> =>
      changed(
        { accountId, phoneNumberId },
        { isActive: true, pausedAt: { $exists: false } },
        { $set: { pausedAt: clock.now() } },
      ),

    /** Ends its rest. False when it does not rest. */
    resume: ({ accountId, phoneNumberId }: Named): Promise<boolean> =>
      changed(
        { accountId, phoneNumberId },
        { isActive: true, pausedAt: { $exists: true } },
        // It was quiet by choice: how often it is written to is learned from here on.
        { $unset: { pausedAt: 1, rhythm: 1 } },
      ),

    /** Numbers of any account that rest. */
    async pausedIds(): Promise<string[]> {
      return numbers.distinct('phoneNumberId', { isActive: true, pausedAt: { $exists: true } });
    },

    /**
     * The named numbers of the account, active or not.
     *
     * @throws AppError `number_not_found` for an id that the account has never had.
     */
    async known(accountId: string, phoneNumberIds: readonly string[]): Promise<PhoneNumberRecord[]> {
      const rows = await numbers
        .find({ accountId, phoneNumberId: { $in: [...phoneNumberIds] } })
        .sort({ wabaId: 1, displayPhone: 1 })
        .lean<PhoneNumberRecord[]>();
      if (rows.length < new Set(phoneNumberIds).size) throw new AppError('number_not_found');
      return rows;
    },

    /** The active numbers, of any account, whose access a person at Meta gave. */
    grantedBy(metaUserId: string): Promise<PhoneNumberRecord[]> {
      return numbers.find({ metaUserId, isActive: true }).lean<PhoneNumberRecord[]>();
    },

    /** The active numbers of a WhatsApp account, of whatever account they are here. */
    onWaba(wabaId: string): Promise<PhoneNumberRecord[]> {
      return numbers.find({ wabaId, isActive: true }).lean<PhoneNumberRecord[]>();
    },

    /** The numbers of a WhatsApp account, of whatever account, whose disconnect can still be taken back. */
    undoableOn(wabaId: string): Promise<PhoneNumberRecord[]> {
      return numbers.find({ wabaId, undoToken: { $exists: true } }).lean<PhoneNumberRecord[]>();
    },

    /** Every number of an account on a WhatsApp account, active or not. */
    everOnWaba(accountId: string, wabaId: string): Promise<PhoneNumberRecord[]> {
      return numbers.find({ accountId, wabaId }).sort({ phoneNumberId: 1 }).lean<PhoneNumberRecord[]>();
    },

    /** Every number, active or not, whose access a person at Meta gave last. */
    everGrantedBy(metaUserId: string): Promise<PhoneNumberRecord[]> {
      return numbers.find({ metaUserId }).lean<PhoneNumberRecord[]>();
    },

    /** Whether the account has, or had, other numbers of a WhatsApp account than these. */
    async hasOthersOn(accountId: string, wabaId: string, phoneNumberIds: readonly string[]): Promise<boolean> {
      const other = await numbers.exists({ accountId, wabaId, phoneNumberId: { $nin: [...phoneNumberIds] } });
      return other !== null;
    },

    /**
     * Destroys what is kept for undoing where Meta has ended the access it was.
     *
     * @param at when Meta ended it: an access that was given later is another one.
     * @returns the accounts that had some.
     */
    async dropUndo(
      of: { wabaId: string; phoneNumberIds: readonly string[] } | { metaUserId: string },
      at: Date,
    ): Promise<string[]> {
      const whose = 'metaUserId' in of ? of : { wabaId: of.wabaId, phoneNumberId: { $in: [...of.phoneNumberIds] } };
      const dead = { ...whose, undoToken: { $exists: true }, connectedAt: { $lte: at } };
      const accountIds = await numbers.distinct('accountId', dead);
      if (accountIds.length > 0) await numbers.updateMany(dead, { $unset: undo });
      return accountIds;
    },

    /** Destroys what was kept for undoing at once. False when nothing was. */
    destroyUndoToken: ({ accountId, phoneNumberId }: Named): Promise<boolean> =>
      changed({ accountId, phoneNumberId }, { undoToken: { $exists: true } }, { $unset: undo }),

    /** Which of these some other account has, or had, as well. Only tells that, never whose. */
    async sharedWithOthers(accountId: string, phoneNumberIds: readonly string[], wabaIds: readonly string[]) {
      const others = { accountId: { $ne: accountId } };
      const [ids, wabas] = await Promise.all([
        numbers.distinct('phoneNumberId', { ...others, phoneNumberId: { $in: [...phoneNumberIds] } }),
        numbers.distinct('wabaId', { ...others, wabaId: { $in: [...wabaIds] } }),
      ]);
      return { phoneNumberIds: new Set<string>(ids), wabaIds: new Set<string>(wabas) };
    },

    /**
     * Removes numbers with everything that is kept about them, unless somebody else has given the access since.
     *
     * @returns how many there were.
     */
    async remove(accountId: string, phoneNumberIds: readonly string[], metaUserId: string): Promise<number> {
      const { deletedCount } = await numbers.deleteMany({
        accountId,
        phoneNumberId: { $in: [...phoneNumberIds] },
        metaUserId,
      });
      for (const id of phoneNumberIds) forget(id);
      return deletedCount;
    },
  };
}

/** What is kept for undoing, as the vault takes it. */
async function* undoTokensOf(rows: AsyncIterable<PhoneNumberRecord>): AsyncGenerator<PhoneNumberRecord> {
  for await (const row of rows) yield { ...row, accessToken: row.undoToken };
}
