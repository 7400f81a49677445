import type { Model } from 'mongoose';
import type { Clock } from '../platform/clock.js';
import { AppError, isDuplicateKey } from '../platform/errors.js';
import { type NumberToSave, toActivation } from './activation.js';
import { maxRaceTries } from './limits.js';
import type { LiveAccountCache } from './liveAccountCache.js';
import type { PhoneNumberRecord } from './phoneNumber.model.js';
import { numberContext, undoContext } from './sealingContexts.js';
import { isUnopened, type SealingContext, type TokenVault } from './tokenVault.js';

export interface ConnectionStateDeps {
  numbers: Model<PhoneNumberRecord>;
  vault: TokenVault;
  liveAccounts: Pick<LiveAccountCache, 'forget'>;
  clock: Clock;
}

type NumberKey = Pick<PhoneNumberRecord, 'accountId' | 'phoneNumberId'>;

/** What holds for one connection alone, and has to be proved anew by the next. */
const evidenceFields = { token: 1, subscription: 1, heard: 1, delivered: 1, health: 1, rhythm: 1 };
const undoFields = { undoToken: 1, undoUntil: 1, undoEvidence: 1 };

/** How a number becomes active, rests, goes and comes back. Each change is one atomic write on the state it expects. */
export class ConnectionState {
  readonly #numbers: Model<PhoneNumberRecord>;
  readonly #vault: TokenVault;
  readonly #liveAccounts: Pick<LiveAccountCache, 'forget'>;
  readonly #clock: Clock;

  constructor({ numbers, vault, liveAccounts, clock }: ConnectionStateDeps) {
    this.#numbers = numbers;
    this.#vault = vault;
    this.#liveAccounts = liveAccounts;
    this.#clock = clock;
  }

  /**
   * Keeps a number with its sealed token, active: a new row, or the account's former one with its history and settings.
   *
   * @returns when it was disconnected, if it was until now.
   * @throws AppError `number_in_use` when another account holds the number live.
   */
  async activate(input: NumberToSave): Promise<{ leftAt: Date | null }> {
    const { accountId, waba } = input;
    const key = { accountId, phoneNumberId: input.number.phoneNumberId };
    const accessToken = this.#vault.seal(input.accessToken, numberContext({ ...key, wabaId: waba.wabaId }));
    const update = toActivation(input, accessToken, this.#clock.now());
    this.#liveAccounts.forget(key.phoneNumberId);
    if (!input.subscription) {
      // On another WhatsApp account now: what is known of the webhooks is about the former one.
      await this.#numbers.updateOne({ ...key, wabaId: { $ne: waba.wabaId } }, { $unset: { subscription: 1 } });
    }
    const write = () =>
      this.#numbers.findOneAndUpdate(key, update, {
        upsert: true,
        returnDocument: 'before',
        projection: { disconnectedAt: 1 },
        lean: true,
      });
    // A second try settles two upserts of this account that met; another account's live row refuses again.
    const before = await write().catch((error: unknown) => {
      if (!isDuplicateKey(error)) throw error;
      return write().catch(refuseIfTaken);
    });
    return { leftAt: before?.disconnectedAt ?? null };
  }

  /**
   * Marks a number inactive, and in that write destroys its token or keeps it for undoing.
   *
   * @param undoUntil null: the token is destroyed at once.
   * @returns null when it was inactive before; else until when it can be undone, null for never.
   */
  async deactivate(key: NumberKey, undoUntil: Date | null): Promise<{ undoUntil: Date | null } | null> {
    for (let tries = 0; tries < maxRaceTries; tries += 1) {
      const row = await this.#readWithTokens(key);
      if (!row?.isActive) return null;
      const undoToken = undoUntil ? this.#resealForUndo(row) : null;
      const isDone = await this.#change(
        key,
        // Keys are rotated and grants renewed meanwhile: what is kept for undoing is what was there.
        { isActive: true, accessToken: row.accessToken ?? { $exists: false } },
        {
          $set: {
            isActive: false,
            disconnectedAt: this.#clock.now(),
            ...(undoToken ? { undoToken, undoUntil } : {}),
            ...(undoToken && row.token ? { undoEvidence: row.token } : {}),
          },
          $unset: { accessToken: 1, pausedAt: 1, ...evidenceFields, ...(undoToken ? {} : undoFields) },
        },
      );
      if (isDone) return { undoUntil: undoToken ? undoUntil : null };
    }
    throw new AppError('save_failed');
  }

  /**
   * Undoes a disconnect while the token is still kept.
   *
   * @param pressedAt what the ten minutes are measured by, for all numbers of one request.
   * @returns `late` when there is nothing to undo any more.
   * @throws AppError `number_in_use` when another account has the number by now; `key_missing`.
   */
  async restore(accountId: string, phoneNumberId: string, pressedAt: Date): Promise<'done' | 'already' | 'late'> {
    const key = { accountId, phoneNumberId };
    for (let tries = 0; tries < maxRaceTries; tries += 1) {
      const row = await this.#readWithTokens(key);
      if (row?.isActive) return 'already';
      if (!row?.undoToken || !row.undoUntil || row.undoUntil <= pressedAt) return 'late';
      const accessToken = this.#resealForUse(row, row.undoToken);
      if (!accessToken) return 'late';
      const isDone = await this.#change(
        key,
        // Keys are rotated meanwhile: then it is another text, and as good as before.
        { isActive: false, undoToken: row.undoToken, undoUntil: { $gt: pressedAt } },
        {
          $set: { isActive: true, accessToken, ...(row.undoEvidence ? { token: row.undoEvidence } : {}) },
          $unset: { disconnectedAt: 1, ...undoFields },
        },
      ).catch(refuseIfTaken);
      if (isDone) return 'done';
    }
    throw new AppError('save_failed');
  }

  pause({ accountId, phoneNumberId }: NumberKey): Promise<boolean> {
    return this.#change(
      { accountId, phoneNumberId },
      { isActive: true, pausedAt: { $exists: false } },
      { $set: { pausedAt: this.#clock.now() } },
    );
  }

  resume({ accountId, phoneNumberId }: NumberKey): Promise<boolean> {
    return this.#change(
      { accountId, phoneNumberId },
      { isActive: true, pausedAt: { $exists: true } },
      // It was quiet by choice: its traffic baseline is learned anew.
      { $unset: { pausedAt: 1, rhythm: 1 } },
    );
  }

  async destroyUndoTokens(): Promise<number> {
    const { modifiedCount } = await this.#numbers.updateMany(
      { undoUntil: { $lte: this.#clock.now() } },
      { $unset: undoFields },
    );
    return modifiedCount;
  }

  destroyUndoToken({ accountId, phoneNumberId }: NumberKey): Promise<boolean> {
    return this.#change({ accountId, phoneNumberId }, { undoToken: { $exists: true } }, { $unset: undoFields });
  }

  /** Destroys what is kept for undoing access that Meta ended at that time. @returns the accounts that had some. */
  async dropUndo(
    of: { wabaId: string; phoneNumberIds: readonly string[] } | { metaUserId: string },
    at: Date,
  ): Promise<string[]> {
    const whose = 'metaUserId' in of ? of : { wabaId: of.wabaId, phoneNumberId: { $in: [...of.phoneNumberIds] } };
    const ended = { ...whose, undoToken: { $exists: true }, connectedAt: { $lte: at } };
    const accountIds = await this.#numbers.distinct('accountId', ended);
    if (accountIds.length > 0) await this.#numbers.updateMany(ended, { $unset: undoFields });
    return accountIds;
  }

  /** Removes numbers whose access this person at Meta gave last. @returns how many there were. */
  async remove(accountId: string, phoneNumberIds: readonly string[], metaUserId: string): Promise<number> {
    const { deletedCount } = await this.#numbers.deleteMany({
      accountId,
      phoneNumberId: { $in: [...phoneNumberIds] },
      metaUserId,
    });
    for (const id of phoneNumberIds) this.#liveAccounts.forget(id);
    return deletedCount;
  }

  #readWithTokens({ accountId, phoneNumberId }: NumberKey): Promise<PhoneNumberRecord | null> {
    return this.#numbers
      .findOne({ accountId, phoneNumberId })
      .select('+accessToken +undoToken')
      .lean<PhoneNumberRecord>();
  }

  async #change({ accountId, phoneNumberId }: NumberKey, filter: object, update: object): Promise<boolean> {
    this.#liveAccounts.forget(phoneNumberId);
    const { modifiedCount } = await this.#numbers.updateOne({ accountId, phoneNumberId, ...filter }, update);
    this.#liveAccounts.forget(phoneNumberId);
    return modifiedCount > 0;
  }

  /** The token of an active number sealed for undoing; null where it cannot be opened, for good or for now. */
  #resealForUndo(row: PhoneNumberRecord): string | null {
    return row.accessToken ? this.#reseal(row.accessToken, numberContext(row), undoContext(row), isUnopened) : null;
  }

  /** The token kept for undoing sealed for use; null where it can never be opened. @throws AppError `key_missing`. */
  #resealForUse(row: PhoneNumberRecord, undoToken: string): string | null {
    const isUnreadable = (error: unknown) => error instanceof AppError && error.code === 'token_unreadable';
    return this.#reseal(undoToken, undoContext(row), numberContext(row), isUnreadable);
  }

  #reseal(
    sealed: string,
    from: SealingContext,
    to: SealingContext,
    isLost: (error: unknown) => boolean,
  ): string | null {
    try {
      return this.#vault.seal(this.#vault.open(sealed, from), to);
    } catch (error) {
      if (isLost(error)) return null;
      throw error;
    }
  }
}

function refuseIfTaken(error: unknown): never {
  throw isDuplicateKey(error) ? new AppError('number_in_use', { cause: error }) : error;
}
