import type { Model } from 'mongoose';
import type { TrafficService } from '../inbox/traffic.service.js';
import { type Clock, days, later } from '../platform/clock.js';
import type { CountRestRecord } from './countRest.model.js';
import { toDay } from './health.js';
import type { HealthService } from './health.service.js';
import { countedEveryMs, dayClosesAfterMs, longestCountRestMs } from './lifetimes.js';
import { countShare } from './limits.js';

export interface DayCountsDeps {
  rests: Model<CountRestRecord>;
  traffic: Pick<TrafficService, 'onDay'>;
  health: Pick<HealthService, 'keepCounts'>;
  clock: Clock;
}

const toMidnight = (at: Date) => new Date(Math.floor(at.getTime() / days(1)) * days(1));

/**
 * Counts the messages of an account by day. All messages of the day are counted each time, as statuses of any of them may have
 * come since: so an account that takes long is counted less often, and never has more than its share of the time.
 */
export function createDayCounts({ rests, traffic, health, clock }: DayCountsDeps) {
  async function countDay(accountId: string, midnight: Date): Promise<void> {
    for (const { phoneNumberId, ...counts } of await traffic.onDay(accountId, midnight)) {
      await health.keepCounts(accountId, phoneNumberId, toDay(midnight), counts);
    }
  }

  /** A count that failed took its time as well. */
  async function keepRest(accountId: string, began: Date, isCounted: boolean, hadRest: boolean): Promise<void> {
    const restMs = Math.min((clock.now().getTime() - began.getTime()) / countShare, longestCountRestMs);
    if (restMs > countedEveryMs) {
      const values = { until: later(began, restMs), ...(isCounted ? { countedAt: began } : {}) };
      await rests.updateOne({ _id: accountId }, { $set: values }, { upsert: true });
    } else if (hadRest && isCounted) {
      await rests.deleteOne({ _id: accountId });
    }
  }

  return {
    /** Of all accounts that have one: few are so large. */
    async listRests(): Promise<Map<string, CountRestRecord>> {
      return new Map((await rests.find().lean<CountRestRecord[]>()).map((rest) => [rest._id, rest]));
    },

    async count(accountId: string, rest?: CountRestRecord): Promise<void> {
      const began = clock.now();
      if (rest && rest.until > began) return;
      const today = toMidnight(began);
      const closesAt = later(today, dayClosesAfterMs);
      let isCounted = false;
      try {
        const mayBeOpen = rest && !(rest.countedAt && rest.countedAt >= closesAt);
        if (began < closesAt || mayBeOpen) await countDay(accountId, later(today, -days(1)));
        await countDay(accountId, today);
        isCounted = true;
      } finally {
        await keepRest(accountId, began, isCounted, rest !== undefined);
      }
    },

    async sweep(): Promise<void> {
      await rests.deleteMany({ until: { $lt: later(clock.now(), -days(1)) } });
    },
  };
}
export type DayCounts = ReturnType<typeof createDayCounts>;
