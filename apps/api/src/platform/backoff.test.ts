import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backoffMs, backoffs, doubledMs, extendEveryMs, leaseMs, longestWorkMs } from './backoff.js';
import { days, hours, minutes } from './clock.js';

const anyBackoff = fc.constantFrom(...Object.values(backoffs));
const anyTries = fc.oneof(fc.integer({ min: -10, max: 50 }), fc.integer({ min: 0, max: 1_000_000 }));
const anyRandom = fc.double({ min: 0, max: 1, noNaN: true });

describe('the wait after a try that failed', () => {
  it('never shrinks with more tries, and stays between its first and its longest', () => {
    fc.assert(
      fc.property(anyBackoff, anyTries, (backoff, tries) => {
        const wait = doubledMs(backoff, tries);
        expect(wait).toBeGreaterThanOrEqual(backoff.firstMs);
        expect(wait).toBeLessThanOrEqual(backoff.longestMs);
        expect(doubledMs(backoff, tries + 1)).toBeGreaterThanOrEqual(wait);
      }),
    );
  });

  it('is a whole number of milliseconds, up to a quarter shorter, never longer', () => {
    fc.assert(
      fc.property(anyBackoff, anyTries, anyRandom, (backoff, tries, random) => {
        const [wait, longest] = [backoffMs(backoff, tries, random), doubledMs(backoff, tries)];
        expect(Number.isSafeInteger(wait)).toBe(true);
        expect(wait).toBeLessThanOrEqual(longest);
        expect(wait).toBeGreaterThanOrEqual(longest * 0.75);
      }),
    );
  });

  it('comes apart for two that failed together', () => {
    expect(backoffMs(backoffs.outage, 5, 0.2)).not.toBe(backoffMs(backoffs.outage, 5, 0.7));
  });

  it('begins with a minute and doubles up to six hours while Meta is away', () => {
    const waits = [1, 2, 3, 4, 5, 6].map((tries) => doubledMs(backoffs.outage, tries));
    expect(waits).toEqual([1, 2, 4, 8, 16, 32].map(minutes));
    expect(doubledMs(backoffs.outage, 2_000)).toBe(hours(6));
  });

  it.each([0, 1])('leaves three to five dozen tries in a week while Meta is away, with a jitter of %s', (random) => {
    let tries = 0;
    for (let elapsed = 0; elapsed < days(7); elapsed += backoffMs(backoffs.outage, tries, random)) tries += 1;
    expect(tries).toBeGreaterThan(30);
    expect(tries).toBeLessThan(60);
  });
});

it('a lease outlives two extensions that are lost, and work that hangs outlives many leases', () => {
  expect(extendEveryMs * 3).toBeLessThanOrEqual(leaseMs);
  expect(longestWorkMs).toBeGreaterThan(leaseMs * 3);
});
