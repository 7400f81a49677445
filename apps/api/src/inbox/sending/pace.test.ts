import { describe, expect, it } from 'vitest';
import { createPace, messagesPerSecond } from './pace.js';

function startPace() {
  let nowMs = 1_800_000_000_000;
  const pace = createPace(() => new Date(nowMs));
  return {
    pace,
    wait: (milliseconds: number) => {
      nowMs += milliseconds;
    },
    now: () => new Date(nowMs),
  };
}

describe('the pace of a number', () => {
  it('lets a second’s worth out at once, and the rest one after the other', () => {
    const { pace } = startPace();
    const waits = Array.from({ length: 100 }, () => pace.take('700', 80));
    expect(waits.slice(0, 80).every((wait) => wait === 0)).toBe(true);
    expect(waits[80]).toBe(13);
    expect(waits[99]).toBe(250);
  });

  it('never exceeds the limit in any second that follows', () => {
    const { pace, wait } = startPace();
    const sentAt: number[] = [];
    let elapsed = 0;
    for (let count = 0; count < 500; count += 1) {
      sentAt.push(elapsed + pace.take('700', 80));
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
    const { pace, wait } = startPace();
    pace.take('700', 20);
    wait(3_600_000);
    const waits = Array.from({ length: 21 }, () => pace.take('700', 20));
    expect(waits.filter((milliseconds) => milliseconds === 0)).toHaveLength(20);
  });

  it('is each number’s own', () => {
    const { pace } = startPace();
    for (let count = 0; count < 80; count += 1) pace.take('700', 80);
    expect(pace.take('701', 80)).toBe(0);
    expect(pace.take('700', 80)).toBeGreaterThan(0);
  });

  it('stands still until Meta wants more, for that number alone', () => {
    const { pace, wait, now } = startPace();
    const until = new Date(now().getTime() + 60_000);
    pace.hold('700', until);
    pace.hold('700', new Date(now().getTime() + 1_000));
    expect(pace.heldUntil('700')).toEqual(until);
    expect(pace.heldUntil('701')).toBeNull();
    wait(60_000);
    expect(pace.heldUntil('700')).toBeNull();
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
