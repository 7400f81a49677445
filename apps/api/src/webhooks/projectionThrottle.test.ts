import { describe, expect, it, onTestFinished } from 'vitest';
import { createProjectionThrottle } from './projectionThrottle.js';

/** A process with nothing else to do, whatever else this machine does. */
const idleLoop = { eventLoopUtilization: () => ({ idle: 1, active: 0, utilization: 0 }) };

/** A log of which deliveries are always under way, unless told otherwise. */
function startThrottled(loop: Parameters<typeof createProjectionThrottle>[1] = idleLoop) {
  const log = { arrived: 0, settled: false };
  const throttle = createProjectionThrottle({ arrivedCount: () => log.arrived, isSettled: () => log.settled }, loop);
  /** Rests after a round. @returns how often it was asked whether it is over: once for each look. */
  const rest = async (workedMs: number, most = 3): Promise<number> => {
    let asked = 0;
    await throttle.rest(workedMs, () => {
      asked += 1;
      return asked > most;
    });
    return asked;
  };
  return { log, throttle, rest };
}

/** Uses the whole process from now on, as answering many requests does. */
function beBusy(): void {
  let over = false;
  onTestFinished(() => {
    over = true;
  });
  const turn = () => {
    const until = performance.now() + 5;
    while (performance.now() < until);
    if (!over) setImmediate(turn);
  };
  turn();
}

describe('projecting', () => {
  it('does not rest when every delivery is answered', async () => {
    const { log, throttle, rest } = startThrottled();
    log.settled = true;
    expect(await rest(1_000)).toBe(0);
    expect(throttle.isUnderLoad()).toBe(false);
  });

  it('looks twice whether there is time for both, and believes it', async () => {
    const { throttle, rest } = startThrottled();
    // Not known is as good as not.
    expect(throttle.isUnderLoad()).toBe(true);
    expect(await rest(1_000)).toBe(2);
    expect(throttle.isUnderLoad()).toBe(false);
    expect(await rest(1_000)).toBe(0);
  });

  it('looks again when more arrives than then, and after everything was projected', async () => {
    const { log, throttle, rest } = startThrottled();
    await rest(1_000);
    log.arrived += 1_000_000;
    expect(await rest(1_000)).toBe(2);
    throttle.reset();
    expect(await rest(1_000)).toBe(2);
  });

  it('rests while answering needs the whole process', async () => {
    const { throttle, rest } = startThrottled(performance);
    beBusy();
    expect(await rest(1_000, 3)).toBe(4);
    expect(throttle.isUnderLoad()).toBe(true);
  });

  it('rests no longer than its share of the time', async () => {
    const { rest } = startThrottled(performance);
    beBusy();
    // Less than one look takes; a timer may be a little early.
    expect(await rest(1, 1_000)).toBeLessThanOrEqual(3);
  });
});
