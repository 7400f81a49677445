import type { HealthPoint, HealthReply } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { NumberRepository } from '../numbers/number.repository.js';
import { type Clock, days, later } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import { type HealthChange, type HealthValues, toDay } from './health.js';
import type { DayCounts, HealthRecord } from './health.model.js';
import { healthKeptMs } from './lifetimes.js';

export interface HealthDeps {
  health: Model<HealthRecord>;
  numbers: Pick<NumberRepository, 'findKnownIds'>;
  clock: Clock;
}

export function createHealthService({ health, numbers, clock }: HealthDeps) {
  const onDay = (accountId: string, phoneNumberId: string, day: string) => ({
    _id: `${accountId}/${phoneNumberId}/${day}`,
    accountId,
    phoneNumberId,
    day,
  });
  const set = (accountId: string, phoneNumberId: string, day: string, values: Partial<HealthValues & DayCounts>) =>
    health.updateOne(onDay(accountId, phoneNumberId, day), { $set: values }, { upsert: true });

  return {
    /** Keeps what Meta says on a day; the last word of the day stands. */
    async keepValues(accountId: string, phoneNumberId: string, day: string, values: HealthValues): Promise<void> {
      await set(accountId, phoneNumberId, day, values);
    },

    async keepCounts(accountId: string, phoneNumberId: string, day: string, counts: DayCounts): Promise<void> {
      await set(accountId, phoneNumberId, day, counts);
    },

    /** Adds changes to the history, each once. */
    async addChanges(accountId: string, phoneNumberId: string, changes: readonly HealthChange[]): Promise<void> {
      for (const change of changes) {
        await health.updateOne(
          onDay(accountId, phoneNumberId, toDay(change.at)),
          { $addToSet: { changes: change } },
          { upsert: true },
        );
      }
    },

    async listHours(accountId: string, phoneNumberId: string, from: string): Promise<Map<string, number[]>> {
      const rows = await health
        .find({ accountId, phoneNumberId, day: { $gte: from } }, { day: 1, hours: 1 })
        .sort({ day: 1 })
        .lean<HealthRecord[]>();
      return new Map(rows.map((row) => [row.day, row.hours ?? []]));
    },

    /**
     * The last days of a number, today included, oldest first, from the first of which something is known.
     *
     * @throws AppError `number_not_found` when the account has no such number.
     */
    async history(accountId: string, phoneNumberId: string, count: number): Promise<Omit<HealthReply, 'success'>> {
      if (!(await numbers.findKnownIds(accountId)).has(phoneNumberId)) throw new AppError('number_not_found');
      const today = clock.now();
      const from = toDay(later(today, -days(count - 1)));
      const [first, rows] = await Promise.all([
        health.findOne({ accountId, phoneNumberId }, { day: 1 }).sort({ day: 1 }).lean<HealthRecord>(),
        health
          .find({ accountId, phoneNumberId, day: { $gte: from } })
          .sort({ day: 1 })
          .lean<HealthRecord[]>(),
      ]);
      const byDay = new Map(rows.map((row) => [row.day, row]));
      const points: HealthPoint[] = [];
      for (let at = later(today, -days(count - 1)); first && toDay(at) <= toDay(today); at = later(at, days(1))) {
        const day = toDay(at);
        if (day >= first.day) points.push(toPoint(day, byDay.get(day)));
      }
      const changes = rows.flatMap((row) => row.changes ?? []).sort((a, b) => b.at.getTime() - a.at.getTime());
      return {
        days: points,
        changes: changes.map(({ at, what, from: before, to }) => ({ at: at.toISOString(), what, from: before, to })),
      };
    },

    async sweep(): Promise<void> {
      await health.deleteMany({ day: { $lt: toDay(later(clock.now(), -healthKeptMs)) } });
    },
  };
}
export type HealthService = ReturnType<typeof createHealthService>;

const toPoint = (day: string, row: HealthRecord | undefined): HealthPoint => ({
  day,
  quality: row?.quality ?? null,
  messagingLimit: row?.messagingLimit ?? null,
  nameStatus: row?.nameStatus ?? null,
  numberStatus: row?.numberStatus ?? null,
  received: row?.received ?? 0,
  sent: row?.sent ?? 0,
  delivered: row?.delivered ?? 0,
  failed: row?.failed ?? 0,
});
