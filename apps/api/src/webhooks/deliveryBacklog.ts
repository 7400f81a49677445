import { setTimeout as pause } from 'node:timers/promises';
import { type Delivery, readReceivedAt } from './delivery.js';
import type { DeliveryLog, RoundLimits } from './deliveryLog.js';
import { settlePollMs } from './lifetimes.js';
import { maxAnnouncedEarly, worthARound } from './limits.js';

/** The deliveries of this process that wait to be projected, in order: in memory up to `maxBytesHeld`, then in the log. */
export function createDeliveryBacklog(log: DeliveryLog, maxBytesHeld: number) {
  let held: Delivery[] = [];
  let heldBytes = 0;
  /** More came than may be held: behind the held ones, the log is read. */
  let spilled = false;
  /** New deliveries are held again, and those with an id before this one are read from the log first. */
  let catchUpTo: string | null = null;
  let projectedTo = '';

  const isEmpty = () => held.length === 0 && !spilled && catchUpTo === null;
  const isBehind = () => spilled || catchUpTo !== null;

  function takeHeld({ count, bytes: maxBytes }: RoundLimits): Delivery[] {
    let bytes = 0;
    let size = 0;
    while (size < held.length && size < count && (size === 0 || bytes < maxBytes)) {
      bytes += held[size]?.body.length ?? 0;
      size += 1;
    }
    const batch = held.slice(0, size);
    held = size === held.length ? [] : held.slice(size);
    heldBytes -= bytes;
    return batch;
  }

  async function next(limitsNow: () => RoundLimits): Promise<Delivery[]> {
    if (catchUpTo === null) {
      while (held.length > 0) {
        const batch = takeHeld(limitsNow()).filter((delivery) => delivery.id > projectedTo);
        if (batch.length > 0) return batch;
      }
      if (!spilled) return [];
      const read = await log.read(log.writer, projectedTo, log.settledBefore(), limitsNow());
      if (read.length > 0) return read;
      // In one step: what comes from now on is held, and what has an id by now is waited for and read.
      catchUpTo = log.issuedBound();
      spilled = false;
    }
    for (;;) {
      const settled = log.settledBefore();
      const read = await log.read(log.writer, projectedTo, settled < catchUpTo ? settled : catchUpTo, limitsNow());
      if (read.length > 0) return read;
      if (settled >= catchUpTo) break;
      await pause(settlePollMs);
    }
    catchUpTo = null;
    return next(limitsNow);
  }

  return {
    isEmpty,

    /** @returns whether so many wait that work for each of them alone would hold up all. */
    add(delivery: Delivery): { isCrowd: boolean } {
      if (!spilled && heldBytes + delivery.body.length > maxBytesHeld) spilled = true;
      if (!spilled) {
        held.push(delivery);
        heldBytes += delivery.body.length;
      }
      return { isCrowd: held.length > maxAnnouncedEarly || isBehind() };
    },

    isWorthARound: (): boolean => held.length >= worthARound || isBehind(),

    next,

    advance(id: string): void {
      projectedTo = id;
    },

    projectedTo: (): string => projectedTo,

    /** When the oldest delivery that waits was received; of those in the log, a bound for it. */
    oldestAt(): Date | null {
      const [first] = held;
      if (first) return first.receivedAt;
      return isEmpty() || projectedTo === '' ? null : readReceivedAt(projectedTo);
    },
  };
}
