import { describe, expect, it } from 'vitest';
import { createThrottle, messagesPerSecond } from './throttle.js';

function startThrottle() {
  let nowMs = 1_800_000_000_000;
  const throttle = createThrottle(() => new Date(nowMs));
  return {
    throttle,
    wait: (milliseconds: number) => {
      nowMs += milliseconds;
    },
    now: () => new Date(nowMs),
  };
}

describe('the throttle of a number', () => {
  it('lets a second’s worth out at once, and the rest one after the other', () => {
    const { throttle } = startThrottle();
    const waits = Array.from({ length: 100 }, () => throttle.take('700', 80));
    expect(waits.slice(0, 80).every((wait) => wait === 0)).toBe(true);
    expect(waits[80]).toBe(13);
    expect(waits[99]).toBe(250);
  });

  it('never exceeds the limit in any second that follows', () => {
    const { throttle, wait } = startThrottle();
    const sentAt: number[] = [];
    let elapsed = 0;
    for (let count = 0; count < 500; count += 1) {
      sentAt.push(elapsed + throttle.take('700', 80));
      if (count % 7 === 0) {
        wait(3);
        elapsed += 3;
      }
    }
    const later = sentAt.filter((at) => at > 1000);
    for (const from of later) {
      expect(sentAt.filter((at) => at >= from && at < from + 1000).length).toBeLessThanOrEqual(81);
    }
  });

  it('saves up no more than a second, however quiet it was', () => {
    const { throttle, wait } = startThrottle();
    throttle.take('700', 20);
    wait(3_600_000);
    const waits = Array.from({ length: 21 }, () => throttle.take('700', 20));
    expect(waits.filter((milliseconds) => milliseconds === 0)).toHaveLength(20);
  });

  it('is each number’s own', () => {
    const { throttle } = startThrottle();
    for (let count = 0; count < 80; count += 1) throttle.take('700', 80);
    expect(throttle.take('701', 80)).toBe(0);
    expect(throttle.take('700', 80)).toBeGreaterThan(0);
  });

  it('stands still until Meta wants more, for that number alone', () => {
    const { throttle, wait, now } = startThrottle();
    const until = new Date(now().getTime() + 60_000);
    throttle.hold('700', until);
    throttle.hold('700', new Date(now().getTime() + 1_000));
    expect(throttle.heldUntil('700')).toEqual(until);
    expect(throttle.heldUntil('701')).toBeNull();
    wait(60_000);
    expect(throttle.heldUntil('700')).toBeNull();
  });

  it('is what Meta allows the number', () => {
    const at = new Date();
    expect(messagesPerSecond({})).toBe(80);
    expect(messagesPerSecond({ registration: { at, throughputLevel: 'STANDARD' } })).toBe(80);
    expect(messagesPerSecond({ registration: { at, throughputLevel: 'HIGH' } })).toBe(1000);
  });

  it('is 20 for a number that is on the phone too, whatever throughput Meta tells', () => {
    const at = new Date();
    for (const throughputLevel of ['STANDARD', 'HIGH', 'NOT_APPLICABLE', undefined]) {
      expect(messagesPerSecond({ registration: { at, throughputLevel, isOnBizApp: true } })).toBe(20);
      // A later answer that did not speak of the phone.
      expect(messagesPerSecond({ registration: { at, throughputLevel }, isOnBizApp: true })).toBe(20);
    }
    expect(messagesPerSecond({ registration: { at, isOnBizApp: true }, isOnBizApp: false })).toBe(80);
  });
});
