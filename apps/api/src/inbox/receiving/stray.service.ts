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

/** By then, whoever stored the message has looked for strays, and missed one that was stored at the same moment. */
const settledAfterMs = seconds(10);
const recentMs = minutes(10);
/** Most strays never find a message, so that one query asks for the messages of many. */
const lookedForAtOnce = 500;
/** Messages that other software sent from the same number never come. */
const keptMs = days(7);
/** Longer than the month in which one counts as a free reply lasts, and the one after it. */
const countedMs = days(70);

/** Facts that came before their message, and that its arrival has just missed. */
export function createStrayService({ strays, targets, apply, clock }: StrayServiceDeps) {
  async function applyAll(some: readonly StrayRecord[]): Promise<void> {
    for (const stray of await targets.filter(some)) if (await apply(stray)) await strays.deleteOne({ _id: stray._id });
  }

  return {
    /**
     * Applies strays whose message is there by now.
     *
     * @param ageMs up to which age; the last minutes unless told.
     */
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

    /** The same for all that are kept: a process that died may have been about to look for one. */
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
