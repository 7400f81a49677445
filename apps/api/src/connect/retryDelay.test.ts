import { describe, expect, it } from 'vitest';
import { days, hours, minutes } from '../platform/clock.js';
import { retryDelayMs } from './retryDelay.js';

describe('the wait before something is tried again at Meta', () => {
  it('begins with a minute and doubles', () => {
    expect([1, 2, 3, 4, 5, 6].map(retryDelayMs)).toEqual([1, 2, 4, 8, 16, 32].map(minutes));
  });

  it('never shrinks and never exceeds six hours, however often it was tried', () => {
    let before = 0;
    for (let tries = 0; tries <= 2000; tries += 1) {
      const delay = retryDelayMs(tries);
      expect(delay).toBeGreaterThanOrEqual(before);
      expect(delay).toBeLessThanOrEqual(hours(6));
      before = delay;
    }
    expect(before).toBe(hours(6));
  });

  it('is a minute before the first try too, and for counts that cannot be', () => {
    expect(retryDelayMs(0)).toBe(minutes(1));
    expect(retryDelayMs(-5)).toBe(minutes(1));
  });

  it('leaves about three dozen tries within the week after which somebody has to look', () => {
    let elapsed = 0;
    let tries = 0;
    while (elapsed < days(7)) {
      tries += 1;
      elapsed += retryDelayMs(tries);
    }
    expect(tries).toBeGreaterThan(30);
    expect(tries).toBeLessThan(45);
  });
});
