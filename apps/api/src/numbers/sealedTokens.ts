import type { Model } from 'mongoose';
import type { PhoneNumberRecord } from './phoneNumber.model.js';
import { numberContext, undoContext } from './sealingContexts.js';
import { isUnopened, type OnMoved, type TokenVault } from './tokenVault.js';

/** The sealed tokens of numbers while keys come, go and come back. */
export class SealedTokens {
  readonly #numbers: Model<PhoneNumberRecord>;
  readonly #vault: TokenVault;

  constructor(numbers: Model<PhoneNumberRecord>, vault: TokenVault) {
    this.#numbers = numbers;
    this.#vault = vault;
  }

  /** Active numbers, of any account, that are called bad because their token did not open, and opens now. */
  async findOpeningAgain(): Promise<Pick<PhoneNumberRecord, 'accountId' | 'phoneNumberId'>[]> {
    const rows = await this.#numbers
      .find({ isActive: true, 'token.problem.code': 'token_unreadable' })
      .select('+accessToken')
      .lean<PhoneNumberRecord[]>();
    return rows.filter((row) => {
      try {
        return row.accessToken !== undefined && this.#vault.open(row.accessToken, numberContext(row)) !== '';
      } catch (error) {
        if (isUnopened(error)) return false;
        throw error;
      }
    });
  }

  /** Seals tokens that are under an older key again, under the active one. @returns how many it moved. */
  resealTokens(onMoved: OnMoved): Promise<number> {
    const rows = this.#numbers
      .find({ accessToken: { $exists: true, ...this.#vault.isOlder } })
      .select('+accessToken')
      .lean<PhoneNumberRecord[]>()
      .cursor();
    return this.#vault.resealEach(
      rows,
      numberContext,
      ({ accountId, phoneNumberId, accessToken }, resealed) =>
        this.#numbers.updateOne({ accountId, phoneNumberId, accessToken }, { $set: { accessToken: resealed } }),
      onMoved,
    );
  }

  /** Seals the tokens that are kept for undoing again, under the active key. @returns how many it moved. */
  resealUndoTokens(onMoved: OnMoved): Promise<number> {
    const rows = this.#numbers
      .find({ undoUntil: { $exists: true }, undoToken: { $exists: true, ...this.#vault.isOlder } })
      .select('+undoToken')
      .lean<PhoneNumberRecord[]>()
      .cursor();
    return this.#vault.resealEach(
      withUndoTokens(rows),
      undoContext,
      ({ accountId, phoneNumberId, accessToken: undoToken }, resealed) =>
        this.#numbers.updateOne({ accountId, phoneNumberId, undoToken }, { $set: { undoToken: resealed } }),
      onMoved,
    );
  }
}

async function* withUndoTokens(rows: AsyncIterable<PhoneNumberRecord>): AsyncGenerator<PhoneNumberRecord> {
  for await (const row of rows) yield { ...row, accessToken: row.undoToken };
}
