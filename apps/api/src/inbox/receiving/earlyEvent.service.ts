import type { Model } from 'mongoose';
import { type Clock, days, later, minutes, seconds } from '../../platform/clock.js';
import type { EarlyEventRecord } from './earlyEvent.model.js';
import type { EarlyEventApplier } from './earlyEventApplier.js';
import type { EarlyEventTargets } from './earlyEventTargets.js';

export interface EarlyEventServiceDeps {
  earlyEvents: Model<EarlyEventRecord>;
  targets: Pick<EarlyEventTargets, 'filter'>;
  apply: EarlyEventApplier;
  clock: Clock;
}

/** By then, a process that stored the message and just missed the event is done. */
const settledAfterMs = seconds(10);
const recentMs = minutes(10);
/** Most never find their message, so one query asks for many. */
const askedAtOnce = 500;
/** Messages of other software never come. */
const keptMs = days(7);
/** Longer than the month in which it counts, and the next. */
const countedMs = days(70);

export function createEarlyEventService({ earlyEvents, targets, apply, clock }: EarlyEventServiceDeps) {
  async function applyAll(some: readonly EarlyEventRecord[]): Promise<void> {
    for (const earlyEvent of await targets.filter(some))
      if (await apply(earlyEvent)) await earlyEvents.deleteOne({ _id: earlyEvent._id });
  }

  return {
    /** @param ageMs up to which age. */
    async settle(ageMs = recentMs): Promise<void> {
      const now = clock.now();
      const recent = earlyEvents
        .find({ arrivedAt: { $gt: later(now, -ageMs), $lt: later(now, -settledAfterMs) } })
        .lean<EarlyEventRecord[]>()
        .cursor();
      let some: EarlyEventRecord[] = [];
      for await (const earlyEvent of recent) {
        some.push(earlyEvent as EarlyEventRecord);
        if (some.length < askedAtOnce) continue;
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
      await earlyEvents.deleteMany({ arrivedAt: { $lt: later(now, -keptMs) }, freeMonth: { $exists: false } });
      await earlyEvents.deleteMany({ arrivedAt: { $lt: later(now, -countedMs) } });
    },
  };
}
