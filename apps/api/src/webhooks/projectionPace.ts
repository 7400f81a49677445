import { setTimeout as pause } from 'node:timers/promises';
import { seconds } from '../platform/clock.js';
import type { DeliveryLog } from './deliveryLog.js';

/** While acknowledging needs the whole process, projecting gets one part in so many of the time. */
const shareUnderLoad = 20;
const longestRestMs = seconds(5);
/** Whether it needs the whole process is seen by leaving it alone for so long: it does when it is busy for this part of it. */
const lookMs = 75;
const busyShare = 0.7;
/** So many times in a row, because a sender may pause for one. */
const looksNeeded = 2;
/** When it does not, that is believed for a while, and longer each time; unless this many times more arrives than then. */
const firstBelievedMs = seconds(1);
const longestBelievedMs = seconds(8);
const fasterThanThen = 1.3;

/**
 * Lets acknowledging go first where there is not time for both: Meta waits for its answer, nobody waits for us.
 *
 * @param loop says how busy this process is; the real one unless told.
 */
export function createProjectionPace(
  log: Pick<DeliveryLog, 'isSettled' | 'arrivedCount'>,
  loop: Pick<typeof performance, 'eventLoopUtilization'> = performance,
) {
  /** When there was last seen to be time for both. */
  let enough = { atMs: 0, arrived: 0, perMs: 0, believedMs: 0 };

  function isBelieved(): boolean {
    const passedMs = performance.now() - enough.atMs;
    return (
      passedMs < enough.believedMs && log.arrivedCount() - enough.arrived <= enough.perMs * fasterThanThen * passedMs
    );
  }

  /** There is not, or it is not known yet. Rounds are then to be small. */
  const isUnderLoad = (): boolean => !(log.isSettled() || isBelieved());

  return {
    isUnderLoad,

    /**
     * Rests after a round, for as long as acknowledging needs it.
     *
     * @param workedMs what the round took.
     * @param isOver asked now and then; true ends it.
     */
    async rest(workedMs: number, isOver: () => boolean): Promise<void> {
      if (!isUnderLoad()) return;
      const until = performance.now() + Math.min(workedMs * (shareUnderLoad - 1), longestRestMs);
      for (let seen = 0; !isOver() && performance.now() < until; ) {
        const before = {
          atMs: performance.now(),
          arrived: log.arrivedCount(),
          loop: loop.eventLoopUtilization(),
        };
        await pause(Math.min(lookMs, until - before.atMs));
        // For a moment it may be busy all the same: what a round has held up is answered at once.
        const isBusy = loop.eventLoopUtilization(before.loop).utilization >= busyShare;
        seen = isBusy ? 0 : seen + 1;
        if (seen < looksNeeded) continue;
        const [atMs, arrived] = [performance.now(), log.arrivedCount()];
        const perMs = (arrived - before.arrived) / (atMs - before.atMs);
        const believedMs = Math.min(Math.max(firstBelievedMs, enough.believedMs * 2), longestBelievedMs);
        enough = { atMs, arrived, perMs, believedMs };
        return;
      }
      enough.believedMs = 0;
    },

    /** Everything is projected: what was seen says nothing about what comes next. */
    reset(): void {
      enough.believedMs = 0;
    },
  };
}
