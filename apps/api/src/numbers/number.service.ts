import type { NumberDto, ReadMark } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { Clock } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import { toMonth } from './billing/billing.js';
import { toNumberDto } from './number.dto.js';
import type { PhoneNumberRecord } from './phoneNumber.model.js';

export type CountFreeReplies = (
  accountId: string,
  phoneNumberIds: readonly string[],
  month: string,
) => Promise<ReadonlyMap<string, number>>;

export interface NumberServiceDeps {
  numbers: Model<PhoneNumberRecord>;
  countFreeReplies?: CountFreeReplies;
  clock: Clock;
}

/** The numbers as their account sees them. */
export class NumberService {
  readonly #numbers: Model<PhoneNumberRecord>;
  readonly #countFreeReplies: CountFreeReplies | undefined;
  readonly #clock: Clock;

  constructor({ numbers, countFreeReplies, clock }: NumberServiceDeps) {
    this.#numbers = numbers;
    this.#countFreeReplies = countFreeReplies;
    this.#clock = clock;
  }

  /** Active numbers first, then disconnected ones; by business and number. */
  async list(accountId: string): Promise<NumberDto[]> {
    const rows = await this.#numbers
      .find({ accountId })
      .sort({ isActive: -1, businessName: 1, wabaId: 1, displayPhone: 1 })
      .lean<PhoneNumberRecord[]>();
    return this.#toDtos(accountId, rows);
  }

  /** One number of the account, active or not. @throws AppError `number_not_found`. */
  async get(accountId: string, phoneNumberId: string): Promise<NumberDto> {
    return this.#toDto(accountId, await this.#numbers.findOne({ accountId, phoneNumberId }).lean<PhoneNumberRecord>());
  }

  async setReadMarks(accountId: string, phoneNumberId: string, readMarks: ReadMark): Promise<NumberDto> {
    const row = await this.#numbers
      .findOneAndUpdate({ accountId, phoneNumberId }, { $set: { readMarks } }, { returnDocument: 'after' })
      .lean<PhoneNumberRecord>();
    return this.#toDto(accountId, row);
  }

  async #toDto(accountId: string, row: PhoneNumberRecord | null): Promise<NumberDto> {
    const [dto] = await this.#toDtos(accountId, row ? [row] : []);
    if (!dto) throw new AppError('number_not_found');
    return dto;
  }

  async #toDtos(accountId: string, rows: readonly PhoneNumberRecord[]): Promise<NumberDto[]> {
    const now = this.#clock.now();
    const ids = rows.filter((row) => row.isActive).map((row) => row.phoneNumberId);
    const counts = ids.length > 0 ? await this.#countFreeReplies?.(accountId, ids, toMonth(now)) : undefined;
    return rows.map((row) => toNumberDto(row, now, counts?.get(row.phoneNumberId)));
  }
}
