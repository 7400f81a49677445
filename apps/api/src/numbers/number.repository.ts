import type { Model } from 'mongoose';
import { AppError } from '../platform/errors.js';
import type { PhoneNumberRecord } from './phoneNumber.model.js';
import { numberContext } from './sealingContexts.js';
import type { TokenVault } from './tokenVault.js';

export { type EvidenceProblem, isOnBizApp, type PhoneNumberRecord } from './phoneNumber.model.js';

/** A number whose token is open in memory, for one piece of work. */
export interface OpenedNumber {
  record: PhoneNumberRecord;
  accessToken: string;
}

export type WorkingOnWaba = Pick<PhoneNumberRecord, 'wabaId' | 'accountId' | 'connectedAt'>;

type NumberKey = Pick<PhoneNumberRecord, 'accountId' | 'phoneNumberId'>;

/**
 * Reads the numbers. What a person asks for names the account; questions without an `accountId` are over all accounts,
 * for what Meta says and for work beside requests.
 */
export class NumberRepository {
  readonly #numbers: Model<PhoneNumberRecord>;
  readonly #vault: TokenVault;

  constructor(numbers: Model<PhoneNumberRecord>, vault: TokenVault) {
    this.#numbers = numbers;
    this.#vault = vault;
  }

  /** The account's active numbers, or the named ones of them. @throws AppError `number_not_found` for any other id. */
  async active(accountId: string, phoneNumberIds?: readonly string[]): Promise<PhoneNumberRecord[]> {
    const rows = await this.#numbers
      .find({ accountId, isActive: true, ...(phoneNumberIds ? { phoneNumberId: { $in: [...phoneNumberIds] } } : {}) })
      .sort({ wabaId: 1, displayPhone: 1 })
      .lean<PhoneNumberRecord[]>();
    if (phoneNumberIds) requireAll(rows, phoneNumberIds);
    return rows;
  }

  /** The named numbers of the account, active or not. @throws AppError `number_not_found` for an id it never had. */
  async known(accountId: string, phoneNumberIds: readonly string[]): Promise<PhoneNumberRecord[]> {
    const rows = await this.#numbers
      .find({ accountId, phoneNumberId: { $in: [...phoneNumberIds] } })
      .sort({ wabaId: 1, displayPhone: 1 })
      .lean<PhoneNumberRecord[]>();
    requireAll(rows, phoneNumberIds);
    return rows;
  }

  async findKnownIds(accountId: string): Promise<Set<string>> {
    const rows = await this.#numbers.find({ accountId }, { phoneNumberId: 1 }).lean();
    return new Set(rows.map((row) => row.phoneNumberId));
  }

  async findAttemptId(accountId: string, phoneNumberId: string): Promise<string | undefined> {
    const row = await this.#numbers
      .findOne({ accountId, phoneNumberId }, { attemptId: 1 })
      .lean<Pick<PhoneNumberRecord, 'attemptId'>>();
    return row?.attemptId;
  }

  /** Opens the token of an active number. @throws AppError `token_unreadable`, `key_missing`, `number_not_found`. */
  async open({ accountId, phoneNumberId }: NumberKey): Promise<OpenedNumber> {
    const row = await this.#numbers
      .findOne({ accountId, phoneNumberId, isActive: true })
      .select('+accessToken')
      .lean<PhoneNumberRecord>();
    if (!row?.accessToken) throw new AppError('number_not_found');
    const { accessToken, ...record } = row;
    return { record, accessToken: this.#vault.open(accessToken, numberContext(row)) };
  }

  findAllOnWaba(accountId: string, wabaId: string): Promise<PhoneNumberRecord[]> {
    return this.#numbers.find({ accountId, wabaId }).sort({ phoneNumberId: 1 }).lean<PhoneNumberRecord[]>();
  }

  /** Whether the account has, or had, other numbers of a WhatsApp account than these. */
  async hasOthersOn(accountId: string, wabaId: string, phoneNumberIds: readonly string[]): Promise<boolean> {
    const other = await this.#numbers.exists({ accountId, wabaId, phoneNumberId: { $nin: [...phoneNumberIds] } });
    return other !== null;
  }

  /** Which of these numbers are live in some other account. Never tells in which. */
  async findHeldElsewhere(accountId: string, phoneNumberIds: readonly string[]): Promise<Set<string>> {
    const rows = await this.#numbers
      .find(
        { phoneNumberId: { $in: [...phoneNumberIds] }, isActive: true, accountId: { $ne: accountId } },
        { phoneNumberId: 1 },
      )
      .lean();
    return new Set(rows.map((row) => row.phoneNumberId));
  }

  /** Which numbers and WhatsApp accounts some other account has, or had, as well. Never tells whose. */
  async findSharedWithOthers(accountId: string, phoneNumberIds: readonly string[], wabaIds: readonly string[]) {
    const others = { accountId: { $ne: accountId } };
    const [ids, wabas] = await Promise.all([
      this.#numbers.distinct('phoneNumberId', { ...others, phoneNumberId: { $in: [...phoneNumberIds] } }),
      this.#numbers.distinct('wabaId', { ...others, wabaId: { $in: [...wabaIds] } }),
    ]);
    return { phoneNumberIds: new Set<string>(ids), wabaIds: new Set<string>(wabas) };
  }

  findActiveOnWabas(wabaIds: readonly string[]): Promise<PhoneNumberRecord[]> {
    return this.#numbers.find({ wabaId: { $in: [...wabaIds] }, isActive: true }).lean<PhoneNumberRecord[]>();
  }

  findWorkingOnWabas(wabaIds: readonly string[]): Promise<WorkingOnWaba[]> {
    return this.#numbers
      .find(
        { wabaId: { $in: [...wabaIds] }, isActive: true, 'token.valid': true },
        { _id: 0, wabaId: 1, accountId: 1, connectedAt: 1 },
      )
      .lean<WorkingOnWaba[]>();
  }

  findUndoableOnWaba(wabaId: string): Promise<PhoneNumberRecord[]> {
    return this.#numbers.find({ wabaId, undoToken: { $exists: true } }).lean<PhoneNumberRecord[]>();
  }

  /** Whether any number besides these still needs the webhooks of a WhatsApp account. */
  async isWabaNeeded(wabaId: string, except: readonly NumberKey[] = []): Promise<boolean> {
    const others = except.map(({ accountId, phoneNumberId }) => ({ accountId, phoneNumberId }));
    const filter = { wabaId, isActive: true, ...(others.length > 0 ? { $nor: others } : {}) };
    return (await this.#numbers.exists(filter)) !== null;
  }

  async hasLeftSince(wabaId: string, since: Date): Promise<boolean> {
    return (await this.#numbers.exists({ wabaId, isActive: false, disconnectedAt: { $gte: since } })) !== null;
  }

  /** The active numbers whose access a person at Meta gave last. */
  findActiveGrantedBy(metaUserId: string): Promise<PhoneNumberRecord[]> {
    return this.#numbers.find({ metaUserId, isActive: true }).lean<PhoneNumberRecord[]>();
  }

  findEverGrantedBy(metaUserId: string): Promise<PhoneNumberRecord[]> {
    return this.#numbers.find({ metaUserId }).lean<PhoneNumberRecord[]>();
  }

  /** What the newest log-in gave, over all accounts; null where no number that a log-in brought still works. */
  async findLastAccess(): Promise<{ connectedAt: Date; expiresAt: Date | null } | null> {
    const row = await this.#numbers
      .findOne(
        { isActive: true, attemptId: { $exists: true }, 'token.valid': true },
        { _id: 0, connectedAt: 1, token: 1 },
      )
      .sort({ connectedAt: -1 })
      .lean<Pick<PhoneNumberRecord, 'connectedAt' | 'token'>>();
    return row && { connectedAt: row.connectedAt, expiresAt: row.token?.expiresAt ?? null };
  }

  /** When something last came in on any number, over all accounts. */
  async findLastHeard(): Promise<Date | null> {
    const row = await this.#numbers
      .findOne({ 'heard.at': { $exists: true } }, { _id: 0, heard: 1 })
      .sort({ 'heard.at': -1 })
      .lean<Pick<PhoneNumberRecord, 'heard'>>();
    return row?.heard?.at ?? null;
  }

  findPausedIds(): Promise<string[]> {
    return this.#numbers.distinct('phoneNumberId', { isActive: true, pausedAt: { $exists: true } });
  }
}

function requireAll(rows: readonly PhoneNumberRecord[], phoneNumberIds: readonly string[]): void {
  if (rows.length < new Set(phoneNumberIds).size) throw new AppError('number_not_found');
}
