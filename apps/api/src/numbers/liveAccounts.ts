import type { Model } from 'mongoose';
import type { LiveAccountCache, NumberAccount } from './liveAccountCache.js';
import type { PhoneNumberRecord } from './phoneNumber.model.js';

export type { NumberAccount } from './liveAccountCache.js';

const fields = { accountId: 1, phoneNumberId: 1, wabaId: 1, isActive: 1, connectedAt: 1, pausedAt: 1 };

/** Which account a number belongs to, for what Meta says about the number alone. */
export class LiveAccounts {
  readonly #numbers: Model<PhoneNumberRecord>;
  readonly #cache: LiveAccountCache;

  constructor(numbers: Model<PhoneNumberRecord>, cache: LiveAccountCache) {
    this.#numbers = numbers;
    this.#cache = cache;
  }

  findCachedAccount(phoneNumberId: string): NumberAccount | undefined {
    return this.#cache.get([phoneNumberId]).get(phoneNumberId);
  }

  /** The account of each number: its live one, else its last one. A number that nobody ever connected is missing. */
  async find(phoneNumberIds: readonly string[]): Promise<Map<string, NumberAccount>> {
    const holders = this.#cache.get(phoneNumberIds);
    const unsure = phoneNumberIds.filter((id) => !holders.has(id));
    if (unsure.length === 0) return holders;
    const mark = this.#cache.mark();
    const rows = await this.#numbers
      .find({ phoneNumberId: { $in: unsure } }, fields)
      .sort({ disconnectedAt: 1 })
      .lean<NumberAccount[]>();
    // The last row of a number wins: the live one, else the one that was disconnected last.
    for (const row of rows.sort((one, other) => Number(one.isActive) - Number(other.isActive))) {
      const isShared = holders.has(row.phoneNumberId);
      holders.set(row.phoneNumberId, isShared ? { ...row, isShared } : row);
    }
    this.#cache.keep(
      unsure.flatMap((id) => holders.get(id) ?? []).filter(({ isActive }) => isActive),
      mark,
    );
    return holders;
  }
}
