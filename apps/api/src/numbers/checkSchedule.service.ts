import type { Model } from 'mongoose';
import { type Clock, later } from '../platform/clock.js';
import { checkClaimMs, newsAskedAboutEveryMs } from './lifetimes.js';
import type { BaselineEvidence, PhoneNumberRecord } from './phoneNumber.model.js';

export interface CheckScheduleDeps {
  numbers: Model<PhoneNumberRecord>;
  clock: Clock;
}

export type NumberKey = Pick<PhoneNumberRecord, 'accountId' | 'phoneNumberId'>;

/** A number that is claimed for a check. */
export interface ClaimedNumber extends NumberKey {
  wabaId: string;
  claimedUntil: Date;
}

const plannedAtOnce = 500;

/** When numbers are checked, over all accounts: no person's request asks this. */
export function createCheckSchedule({ numbers, clock }: CheckScheduleDeps) {
  /** Not in a check, and not in the login that connected it. */
  const notAskedSince = (since: Date) => ({
    isActive: true,
    checkedAt: { $not: { $gt: since } },
    connectedAt: { $not: { $gt: since } },
  });
  const live = ({ accountId, phoneNumberId }: NumberKey) => ({ accountId, phoneNumberId, isActive: true });

  return {
    /** Claims a number whose check is due. Null when none is. */
    async claimDue(): Promise<ClaimedNumber | null> {
      const now = clock.now();
      const claimedUntil = later(now, checkClaimMs);
      const row = await numbers
        .findOneAndUpdate(
          { isActive: true, nextCheckAt: { $lte: now } },
          { $set: { nextCheckAt: claimedUntil, checkedAt: now } },
          { sort: { nextCheckAt: 1 }, returnDocument: 'after' },
        )
        .lean<PhoneNumberRecord>();
      if (!row) return null;
      return { accountId: row.accountId, phoneNumberId: row.phoneNumberId, wabaId: row.wabaId, claimedUntil };
    },

    /** Plans the next check of a claimed number, unless it is wanted sooner by now. */
    async planAfter(claimed: ClaimedNumber, nextCheckAt: Date): Promise<void> {
      await numbers.updateOne({ ...live(claimed), nextCheckAt: claimed.claimedUntil }, { $set: { nextCheckAt } });
    },

    async planSooner(number: NumberKey, at: Date): Promise<void> {
      await numbers.updateOne({ ...live(number), nextCheckAt: { $gt: at } }, { $set: { nextCheckAt: at } });
    },

    /** Plans a check for then unless one is planned for sooner; also of a number that has none planned. */
    async askSoon(number: NumberKey, at: Date): Promise<void> {
      await numbers.updateOne({ ...live(number), nextCheckAt: { $not: { $lte: at } } }, { $set: { nextCheckAt: at } });
    },

    async planNew(timeOf: (record: PhoneNumberRecord) => Date): Promise<number> {
      const rows = await numbers
        .find({ isActive: true, nextCheckAt: null })
        .limit(plannedAtOnce)
        .lean<PhoneNumberRecord[]>();
      if (rows.length === 0) return 0;
      await numbers.bulkWrite(
        rows.map((row) => ({
          updateOne: { filter: { ...live(row), nextCheckAt: null }, update: { $set: { nextCheckAt: timeOf(row) } } },
        })),
        { ordered: false },
      );
      return rows.length;
    },

    /** Plans checks for now, or for as soon as the numbers may be asked about again. */
    async checkSoon(keys: readonly NumberKey[]): Promise<void> {
      if (keys.length === 0) return;
      const now = clock.now();
      const justNow = later(now, -newsAskedAboutEveryMs);
      const soon = (key: NumberKey, checkedAt: object, at: Date) => ({
        updateOne: {
          filter: { ...live(key), checkedAt, nextCheckAt: { $not: { $lte: at } } },
          update: { $set: { nextCheckAt: at } },
        },
      });
      await numbers.bulkWrite(
        keys.flatMap((key) => [
          soon(key, { $not: { $gt: justNow } }, now),
          soon(key, { $gt: justNow }, later(now, newsAskedAboutEveryMs)),
        ]),
      );
    },

    countNotAsked: (since: Date): Promise<number> => numbers.countDocuments(notAskedSince(since)),

    /** Plans their checks within that time, each at random, unless it is planned for sooner. */
    async checkNotAsked(since: Date, spreadMs: number): Promise<void> {
      const now = clock.now();
      const until = later(now, spreadMs);
      await numbers.updateMany(
        { ...notAskedSince(since), nextCheckAt: { $not: { $lte: until } } },
        [{ $set: { nextCheckAt: { $add: [now, { $multiply: [{ $rand: {} }, spreadMs] }] } } }],
        { updatePipeline: true },
      );
    },

    eachLive(): AsyncIterable<PhoneNumberRecord> {
      return numbers.find({ isActive: true }).sort({ accountId: 1 }).lean<PhoneNumberRecord[]>().cursor();
    },

    async recordBaseline(number: NumberKey, rhythm: BaselineEvidence | null): Promise<void> {
      await numbers.updateOne(live(number), rhythm ? { $set: { rhythm } } : { $unset: { rhythm: 1 } });
    },
  };
}
export type CheckSchedule = ReturnType<typeof createCheckSchedule>;
