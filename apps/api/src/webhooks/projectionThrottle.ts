import { setTimeout as pause } from 'node:timers/promises';
import { seconds } from '../platform/clock.js';
import type { DeliveryLog } from './deliveryLog.js';

/** While acknowledging needs the whole process, projecting gets one part in this many of the time. */
const shareUnderLoad = 20;
const longestRestMs = seconds(5);
/** The process is watched for this long without projecting; acknowledging needs all of it above this utilization. */
const watchMs = 75;
const busyUtilization = 0.7;
/** Free this many times in a row: a sender may pause once. */
const freeWatches = 2;
/** Enough time for both is then assumed for a while, longer each time, unless the rate grows by this factor. */
const firstAssumedMs = seconds(1);
const longestAssumedMs = seconds(8);
const maxGrowth = 1.3;

/** Lets acknowledging go first where there is not time for both: Meta waits for its answer, nobody waits for projecting. */
export function createProjectionThrottle(
  log: Pick<DeliveryLog, 'isSettled' | 'arrivedCount'>,
  loop: Pick<typeof performance, 'eventLoopUtilization'> = performance,
) {
  let enough = { atMs: 0, arrived: 0, perMs: 0, assumedMs: 0 };

  function isAssumed(): boolean {
    const passedMs = performance.now() - enough.atMs;
    return passedMs < enough.assumedMs && log.arrivedCount() - enough.arrived <= enough.perMs * maxGrowth * passedMs;
  }

  const isUnderLoad = (): boolean => !(log.isSettled() || isAssumed());

  return {
    /** Whether there is not time for both, or it is not known yet. Rounds are then to be small. */
    isUnderLoad,

    /** Rests after a round, as long as acknowledging needs it, or until `isOver`. @param workedMs of the round. */
    async rest(workedMs: number, isOver: () => boolean): Promise<void> {
      if (!isUnderLoad()) return;
      const until = performance.now() + Math.min(workedMs * (shareUnderLoad - 1), longestRestMs);
      for (let free = 0; !isOver() && performance.now() < until; ) {
        const before = { atMs: performance.now(), arrived: log.arrivedCount(), loop: loop.eventLoopUtilization() };
        await pause(Math.min(watchMs, until - before.atMs));
        const isBusy = loop.eventLoopUtilization(before.loop).utilization >= busyUtilization;
        free = isBusy ? 0 : free + 1;
        if (free < freeWatches) continue;
        const [atMs, arrived] = [performance.now(), log.arrivedCount()];
        const perMs = (arrived - before.arrived) / (atMs - before.atMs);
        const assumedMs = Math.min(Math.max(firstAssumedMs, enough.assumedMs * 2), longestAssumedMs);
        enough = { atMs, arrived, perMs, assumedMs };
        return;
      }
      enough.assumedMs = 0;
    },

    /** Forgets what was measured: everything is projected, and the next load may be another. */
    reset(): void {
      enough.assumedMs = 0;
    },
  };
}
