import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { days, hours, later, minutes } from '../platform/clock.js';
import { toDay } from './health.js';
import { computeBaseline, type HourCounts } from './trafficBaseline.js';

/** A Tuesday. */
const noon = new Date('2026-11-24T12:00:00Z');

/** The last days, each hour by what usually comes at it. */
function history(count: number, perHour: (weekday: number, hour: number, day: string) => number): HourCounts {
  const counts = new Map<string, number[]>();
  for (let back = 1; back <= count; back += 1) {
    const at = later(noon, -days(back));
    const day = toDay(at);
    counts.set(
      day,
      Array.from({ length: 24 }, (_, hour) => perHour(at.getUTCDay(), hour, day)),
    );
  }
  return counts;
}
const isOpen = (weekday: number, hour: number) => weekday >= 1 && weekday <= 5 && hour >= 8 && hour < 18;
const office = (perHour: number) => (weekday: number, hour: number) => (isOpen(weekday, hour) ? perHour : 0);
const quietAt = (counts: HourCounts, now: Date, silentMs: number) =>
  computeBaseline({ counts, now, lastReceived: later(now, -silentMs) })?.isQuiet;

describe('a shop with twelve messages an hour in its opening hours', () => {
  const shop = history(28, office(12));

  it('is quiet when none came for three hours at noon, and it says how many usually do', () => {
    expect(computeBaseline({ counts: shop, now: noon, lastReceived: later(noon, -hours(3)) })).toEqual({
      usualPerHour: 12,
      isQuiet: true,
    });
  });

  it.each([
    ['59 minutes, even if many are expected', noon, minutes(59)],
    ['the night', new Date('2026-11-24T08:05:00Z'), hours(14) + minutes(5)],
    ['the weekend', new Date('2026-11-23T08:30:00Z'), days(2) + hours(14) + minutes(30)],
    ['a Sunday afternoon', new Date('2026-11-22T15:00:00Z'), hours(5)],
  ])('is not quiet after %s', (_what, now, silentMs) => {
    expect(quietAt(shop, now, silentMs)).toBe(false);
  });

  it('is quiet on a Monday morning an hour after it opened, whatever the weekend was', () => {
    expect(quietAt(shop, new Date('2026-11-23T09:00:00Z'), days(2) + hours(15))).toBe(true);
  });

  it('is quiet when nobody has written for weeks', () => {
    expect(computeBaseline({ counts: shop, now: noon, lastReceived: null })?.isQuiet).toBe(true);
  });

  it('is still known by its rhythm after one week of holidays', () => {
    const holiday = toDay(later(noon, -days(7)));
    const counts = history(28, (weekday, hour, day) => (day === holiday ? 0 : office(12)(weekday, hour)));
    expect(quietAt(counts, noon, hours(3))).toBe(true);
    const second = toDay(later(noon, -days(14)));
    const often = history(28, (weekday, hour, day) =>
      day === holiday || day === second ? 0 : office(12)(weekday, hour),
    );
    expect(quietAt(often, noon, hours(3))).toBe(false);
  });
});

describe('a rhythm', () => {
  it('is not known before two weeks', () => {
    expect(computeBaseline({ counts: history(13, office(12)), now: noon, lastReceived: null })).toBeNull();
    expect(computeBaseline({ counts: history(15, office(12)), now: noon, lastReceived: null })).not.toBeNull();
    expect(computeBaseline({ counts: new Map(), now: noon, lastReceived: null })).toBeNull();
  });

  it('of two messages a day never says that it is quiet', () => {
    const few = history(28, (_weekday, hour) => (hour === 9 || hour === 15 ? 1 : 0));
    for (let silent = 0; silent <= 30 * 24; silent += 1) {
      expect(quietAt(few, noon, hours(silent))).not.toBe(true);
    }
  });

  it('of one message an hour takes its time', () => {
    const steady = history(28, () => 1);
    expect(quietAt(steady, noon, hours(9))).toBe(false);
    expect(quietAt(steady, noon, hours(10))).toBe(true);
  });

  it('shows what is usual at this hour of the week', () => {
    const counts = history(28, (weekday, hour) => (weekday === 2 && hour === 12 ? 30 : 6));
    expect(computeBaseline({ counts, now: noon, lastReceived: noon })).toEqual({ usualPerHour: 30, isQuiet: false });
  });
});

describe('whatever was received', () => {
  const anyHistory = fc
    .tuple(
      fc.integer({ min: 0, max: 35 }),
      fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 168, maxLength: 168 }),
    )
    .map(([count, week]) => history(count, (weekday, hour) => week[weekday * 24 + hour] ?? 0));
  const anyNow = fc
    .integer({ min: 0, max: 24 * 60 - 1 })
    .map((minute) => later(new Date('2026-11-24'), minutes(minute)));
  const anySilence = fc.integer({ min: 0, max: 9 * 24 * 60 }).map(minutes);

  it('nobody is called quiet who was heard within the hour', () => {
    fc.assert(
      fc.property(anyHistory, anyNow, fc.integer({ min: 0, max: 59 }), (counts, now, silent) => {
        expect(quietAt(counts, now, minutes(silent))).not.toBe(true);
      }),
    );
  });

  it('who is quiet stays so while the same silence goes on, up to a week', () => {
    fc.assert(
      fc.property(anyHistory, anySilence, anySilence, (counts, silent, more) => {
        const heard = later(noon, -silent);
        const on = later(noon, Math.min(more, hours(11)));
        if (silent + hours(11) > days(7) || quietAt(counts, noon, silent) !== true) return;
        expect(computeBaseline({ counts, now: on, lastReceived: heard })?.isQuiet).toBe(true);
      }),
    );
  });

  it('who was as silent at these hours in every week before is not called quiet', () => {
    fc.assert(
      fc.property(anyHistory, fc.integer({ min: 60, max: 12 * 60 }), (counts, silent) => {
        const hushed = new Map(
          [...counts].map(([day, inHours]) => [
            day,
            inHours.map((count, hour) => {
              const fromNoon = 12 * 60 - hour * 60;
              return new Date(day).getUTCDay() === 2 && fromNoon > 0 && fromNoon - 60 < silent ? 0 : count;
            }),
          ]),
        );
        expect(quietAt(hushed, noon, minutes(silent))).not.toBe(true);
      }),
    );
  });

  it('what is usual is never below nothing', () => {
    fc.assert(
      fc.property(anyHistory, anyNow, anySilence, (counts, now, silent) => {
        const rhythm = computeBaseline({ counts, now, lastReceived: later(now, -silent) });
        if (rhythm) expect(rhythm.usualPerHour).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
