import { seedNumbers } from '@switchboard/meta-sandbox/seeds';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { days, hours, later, minutes } from '../platform/clock.js';
import { checkAfter, checkAfterUnclear, firstCheck } from './checkTimes.js';

const now = new Date('2026-11-24T09:30:00Z');
const number = { accountId: 'acc_1', phoneNumberId: seedNumbers.acmeFlowers.id };
const many = Array.from({ length: 10_000 }, (_, index) => ({
  accountId: `acc_${index % 997}`,
  phoneNumberId: String(700_000_000_000 + index),
}));
/** How many fall into the fullest minute, and how many into the fullest hour. */
function fullest(times: readonly Date[]) {
  const most = (size: number) => {
    const counts = new Map<number, number>();
    for (const time of times) {
      const bucket = Math.floor(time.getTime() / size);
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    }
    return Math.max(...counts.values());
  };
  return { minute: most(minutes(1)), hour: most(hours(1)) };
}

describe('ten thousand numbers', () => {
  // Evenly there are 7 a minute and 417 an hour.
  it('that are new at the same moment are first checked at times spread over a day', () => {
    const { minute, hour } = fullest(many.map((one) => firstCheck(one, now)));
    expect(minute).toBeLessThan(30);
    expect(hour).toBeLessThan(550);
  });

  it('that were all checked at the same moment spread again', () => {
    const { minute, hour } = fullest(many.map((one, index) => checkAfter(one, now, (index % 100) / 100)));
    expect(minute).toBeLessThan(30);
    expect(hour).toBeLessThan(550);
  });

  it('that all got no clear answer do not come back together', () => {
    const { minute } = fullest(many.map((_one, index) => checkAfterUnclear(now, (index % 1000) / 1000)));
    expect(minute).toBeLessThan(400);
  });
});

describe('the next check', () => {
  const anyTime = fc.date({ min: new Date('2026-01-01'), max: new Date('2036-01-01'), noInvalidDate: true });
  const anyNumber = fc.record({ accountId: fc.string(), phoneNumberId: fc.string() });
  const random = fc.double({ min: 0, max: 1, noNaN: true });

  it('comes within a day and a half, and never twice in one half day', () => {
    fc.assert(
      fc.property(anyNumber, anyTime, random, (one, at, chance) => {
        const wait = checkAfter(one, at, chance).getTime() - at.getTime();
        expect(wait).toBeGreaterThanOrEqual(hours(12) - minutes(5));
        expect(wait).toBeLessThanOrEqual(hours(36) + minutes(5));
      }),
    );
  });

  it('is a day later for a number that was checked at its own time', () => {
    const at = firstCheck(number, now);
    expect(checkAfter(number, at, 0.5)).toEqual(later(at, days(1)));
  });

  it.each([
    ['in ten days', days(10), null],
    ['in seven days and an hour', days(7) + hours(1), hours(1)],
    ['in a day and an hour', days(1) + hours(1), hours(1)],
    ['in two hours', hours(2), hours(1)],
    ['in half an hour', minutes(30), minutes(31)],
  ])('with a token that expires %s comes in time', (_when, expiresIn, wait) => {
    const expiring = { ...number, expiresAt: later(now, expiresIn) };
    const usual = checkAfter(number, now, 0.5);
    expect(checkAfter(expiring, now, 0.5)).toEqual(wait === null ? usual : later(now, wait));
  });

  it.each([
    ['never expires', null],
    ['expired long ago', later(now, -days(3))],
  ])('with a token that %s is the usual one', (_what, expiresAt) => {
    expect(checkAfter({ ...number, expiresAt }, now, 0.5)).toEqual(checkAfter(number, now, 0.5));
  });

  it('is never in the past', () => {
    fc.assert(
      fc.property(anyNumber, anyTime, fc.option(anyTime), random, (one, at, expiresAt, chance) => {
        for (const time of [
          checkAfter({ ...one, expiresAt }, at, chance),
          firstCheck({ ...one, expiresAt }, at),
          checkAfterUnclear(at, chance),
        ]) {
          expect(time.getTime()).toBeGreaterThanOrEqual(at.getTime());
        }
      }),
    );
  });
});
