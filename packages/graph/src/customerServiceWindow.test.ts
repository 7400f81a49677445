import { describe, expect, it } from 'vitest';
import { isWindowOpen, windowClosesAt, windowOpenedAfter } from './customerServiceWindow.js';

const opened = new Date('2026-12-01T08:00:00Z');
const later = (ms: number) => new Date(opened.getTime() + ms);
const dayMs = 24 * 60 * 60 * 1000;

describe('the customer service window', () => {
  it('is open for 24 hours, and closed at their end', () => {
    expect(windowClosesAt(opened)).toEqual(later(dayMs));
    expect(isWindowOpen(opened, opened)).toBe(true);
    expect(isWindowOpen(opened, later(dayMs - 1))).toBe(true);
    expect(isWindowOpen(opened, later(dayMs))).toBe(false);
  });

  it.each([null, undefined])('is closed where nobody has written (%s)', (never) => {
    expect(windowClosesAt(never)).toBeNull();
    expect(isWindowOpen(never, opened)).toBe(false);
  });

  it('is closed early for what needs time on its way', () => {
    expect(isWindowOpen(opened, later(dayMs - 60_000), 60_000)).toBe(false);
    expect(isWindowOpen(opened, later(dayMs - 60_001), 60_000)).toBe(true);
  });

  it('is found by a query as it is judged', () => {
    const now = later(dayMs);
    expect(opened > windowOpenedAfter(now)).toBe(isWindowOpen(opened, now));
    expect(opened > windowOpenedAfter(later(dayMs - 1))).toBe(isWindowOpen(opened, later(dayMs - 1)));
  });
});
