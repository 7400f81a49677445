import { setTimeout as pause } from 'node:timers/promises';
import { seconds } from '../platform/clock.js';
import type { DeliveryLog } from './deliveryLog.js';

/** While acknowledging needs the whole process, projecting gets one part in so many of the time. */
const shareUnderLoad = 20;
const longestRestMs = seconds(5);
/** Whether it needs the whole process is seen by leaving it alone for so long: it does when it is busy for this part of it. */
const lookMs = 100;
const busyShare = 0.7;
/** When it does not, that is believed for a while, and longer each time; unless this many times more arrives than then. */
const firstBelievedMs = seconds(1);
const longestBelievedMs = seconds(8);
const fasterThanThen = 1.3;

/** Lets acknowledging go first where there is not time for both: Meta waits for its answer, nobody waits for us. */
export function createProjectionPace(log: Pick<DeliveryLog, 'isSettled' | 'arrivedCount'>) {
  let isUnderLoad = false;
  /** When there was last seen to be time for both. */
  let enough = { atMs: 0, arrived: 0, perMs: 0, believedMs: 0 };

  function isBelieved(): boolean {
    const passedMs = performance.now() - enough.atMs;
    return (
      passedMs < enough.believedMs && log.arrivedCount() - enough.arrived <= enough.perMs * fasterThanThen * passedMs
    );
  }

  return {
    /** Whether there is not. Rounds are then to be small. */
    isUnderLoad: (): boolean => isUnderLoad,

    /**
     * Rests after a round, for as long as acknowledging needs it.
     *
     * @param workedMs what the round took.
     * @param isOver asked now and then; true ends it.
     */
    async rest(workedMs: number, isOver: () => boolean): Promise<void> {
      isUnderLoad = !(log.isSettled() || isBelieved());
      if (!isUnderLoad) return;
      const until = performance.now() + Math.min(workedMs * (shareUnderLoad - 1), longestRestMs);
      while (!isOver() && performance.now() < until) {
        const before = {
          atMs: performance.now(),
          arrived: log.arrivedCount(),
          loop: performance.eventLoopUtilization(),
        };
        await pause(Math.min(lookMs, until - before.atMs));
        if (performance.eventLoopUtilization(before.loop).utilization >= busyShare) {
          enough.believedMs = 0;
          continue;
        }
        const [atMs, arrived] = [performance.now(), log.arrivedCount()];
        const perMs = (arrived - before.arrived) / (atMs - before.atMs);
        const believedMs = Math.min(Math.max(firstBelievedMs, enough.believedMs * 2), longestBelievedMs);
        enough = { atMs, arrived, perMs, believedMs };
        isUnderLoad = false;
        return;
      }
    },

    /** Everything is projected: what was seen says nothing about what comes next. */
    reset(): void {
      isUnderLoad = false;
      enough.believedMs = 0;
    },
  };
}
