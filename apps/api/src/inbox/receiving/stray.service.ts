import type { Model } from 'mongoose';
import { type Clock, days, later, minutes, seconds } from '../../platform/clock.js';
import type { StrayRecord } from './stray.model.js';
import type { StrayFact } from './strayFact.js';
import type { StrayTargets } from './strayTargets.js';

export interface StrayServiceDeps {
  strays: Model<StrayRecord>;
  targets: Pick<StrayTargets, 'filter'>;
  apply: StrayFact;
  clock: Clock;
}

/** By then, a process that stored the message and just missed the event is done. */
const settledAfterMs = seconds(10);
const recentMs = minutes(10);
/** Most never find their message, so one query asks for many. */
const lookedForAtOnce = 500;
/** Messages of other software never come. */
const keptMs = days(7);
/** Longer than the month in which it counts, and the next. */
const countedMs = days(70);

export function createStrayService({ strays, targets, apply, clock }: StrayServiceDeps) {
  async function applyAll(some: readonly StrayRecord[]): Promise<void> {
    for (const stray of await targets.filter(some)) if (await apply(stray)) await strays.deleteOne({ _id: stray._id });
  }

  return {
    /** @param ageMs up to which age. */
    async settle(ageMs = recentMs): Promise<void> {
      const now = clock.now();
      const recent = strays
        .find({ arrivedAt: { $gt: later(now, -ageMs), $lt: later(now, -settledAfterMs) } })
        .lean<StrayRecord[]>()
        .cursor();
      let some: StrayRecord[] = [];
      for await (const stray of recent) {
        some.push(stray as StrayRecord);
        if (some.length < lookedForAtOnce) continue;
        await applyAll(some);
        some = [];
      }
      await applyAll(some);
    },

    /** Also old ones: a process may have died before it looked. */
    async settleAll(): Promise<void> {
      await this.settle(keptMs);
    },

    async sweep(): Promise<void> {
      const now = clock.now();
      await strays.deleteMany({ arrivedAt: { $lt: later(now, -keptMs) }, freeMonth: { $exists: false } });
      await strays.deleteMany({ arrivedAt: { $lt: later(now, -countedMs) } });
    },
  };
}
