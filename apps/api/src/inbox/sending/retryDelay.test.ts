import type { GraphFailure } from '@switchboard/graph';
import { describe, expect, it } from 'vitest';
import { hours, minutes, seconds } from '../../platform/clock.js';
import { holdsNumber, isTriedAgain, retryDelayMs } from './retryDelay.js';

const waits = (code: number | undefined, count: number) =>
  Array.from({ length: count }, (_, index) => retryDelayMs(code, index + 1, 0));

describe('the wait before a message is offered to Meta again', () => {
  it('grows by four for one customer, as Meta advises', () => {
    expect(waits(131056, 5)).toEqual([4, 16, 64, 256, 1024].map(seconds));
    expect(retryDelayMs(131056, 50, 0)).toBe(hours(1));
  });

  it('begins with a second for a number that is too fast, and never exceeds a minute', () => {
    expect(waits(130429, 8)).toEqual([1, 2, 4, 8, 16, 32, 60, 60].map(seconds));
  });

  it.each([4, 80007, 80008])('is minutes for the call limit %i', (code) => {
    expect(waits(code, 6)).toEqual([1, 2, 4, 8, 15, 15].map(minutes));
  });

  it.each([2, 131016, 131057, 133004, undefined])('doubles up to five minutes for %s', (code) => {
    expect(waits(code, 9)).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300].map(seconds));
  });

  it('is up to a quarter longer by chance, never shorter, and always a number', () => {
    for (const code of [131056, 130429, 80007, undefined]) {
      for (const attempts of [-1, 0, 1, 7, 1000, Number.MAX_SAFE_INTEGER]) {
        const [least, most] = [retryDelayMs(code, attempts, 0), retryDelayMs(code, attempts, 0.999)];
        expect(least).toBeGreaterThanOrEqual(seconds(1));
        expect(most).toBeGreaterThanOrEqual(least);
        expect(most).toBeLessThanOrEqual(least * 1.25);
        expect(most).toBeLessThanOrEqual(hours(1) * 1.25);
      }
    }
  });
});

describe('whether a refusal is tried again', () => {
  const failure = (over: Partial<GraphFailure>): GraphFailure => ({
    kind: 'unknown',
    turn: 'meta',
    retry: 'backoff',
    outcome: 'refused',
    message: '',
    ...over,
  });

  it('is a matter of Meta’s advice', () => {
    expect(isTriedAgain(failure({ retry: 'backoff' }), 1000)).toBe(true);
    expect([1, 2, 3, 4].map((attempts) => isTriedAgain(failure({ retry: 'few' }), attempts))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(isTriedAgain(failure({ retry: 'later' }), 1)).toBe(false);
    expect(isTriedAgain(failure({ retry: 'no' }), 1)).toBe(false);
  });

  it('is never the case for a call that may have taken effect', () => {
    for (const retry of ['backoff', 'few'] as const) {
      expect(isTriedAgain(failure({ retry, outcome: 'unknown' }), 1)).toBe(false);
    }
  });

  it('holds the whole number only where it is about the number', () => {
    expect([4, 80007, 80008, 130429, 131057].every((code) => holdsNumber(failure({ code })))).toBe(true);
    expect([131056, 131016, 2, undefined].some((code) => holdsNumber(failure({ code })))).toBe(false);
  });
});
