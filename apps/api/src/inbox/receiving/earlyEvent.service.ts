import type { Model } from 'mongoose';
import { type Clock, later } from '../../platform/clock.js';
import { earlyEventKeptMs, earlyEventRecentMs, earlyEventSettledMs, freeReplyKeptMs } from '../lifetimes.js';
import type { EarlyEventRecord } from './earlyEvent.model.js';
import type { EarlyEventApplier } from './earlyEventApplier.js';
import type { EarlyEventTargets } from './earlyEventTargets.js';

export interface EarlyEventServiceDeps {
  earlyEvents: Model<EarlyEventRecord>;
  targets: Pick<EarlyEventTargets, 'filter'>;
  apply: EarlyEventApplier;
  clock: Clock;
}

/** Most never find their message, so one query asks for many. */
const askedAtOnce = 500;

export function createEarlyEventService({ earlyEvents, targets, apply, clock }: EarlyEventServiceDeps) {
  async function applyAll(some: readonly EarlyEventRecord[]): Promise<void> {
    for (const earlyEvent of await targets.filter(some))
      if (await apply(earlyEvent)) await earlyEvents.deleteOne({ _id: earlyEvent._id });
  }

  return {
    /** @param ageMs up to which age. */
    async settle(ageMs = earlyEventRecentMs): Promise<void> {
      const now = clock.now();
      const recent = earlyEvents
        .find({ arrivedAt: { $gt: later(now, -ageMs), $lt: later(now, -earlyEventSettledMs) } })
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
      await this.settle(earlyEventKeptMs);
    },

    async sweep(): Promise<void> {
      const now = clock.now();
      const old = { $lt: later(now, -earlyEventKeptMs) };
      await earlyEvents.deleteMany({ arrivedAt: old, freeMonth: { $exists: false } });
      await earlyEvents.deleteMany({ arrivedAt: { $lt: later(now, -freeReplyKeptMs) } });
    },
  };
}
