import { days, hours, later } from '../platform/clock.js';
import { toDay } from './health.js';
import { longestInactivityMs } from './lifetimes.js';

/** What was received in each hour of a day in UTC, by day. A day that is missing had none. */
export type HourCounts = ReadonlyMap<string, readonly number[]>;

export interface TrafficBaseline {
  /** Messages an hour, at this hour of the week; while it is quiet, over its last three hours. */
  usualPerHour: number;
  /** The inactivity is too long to be chance. */
  isQuiet: boolean;
}

export interface BaselineInput {
  counts: HourCounts;
  /** When a customer last wrote; null: not in the last week. */
  lastReceived: Date | null;
  now: Date;
}

const weeks = 4;
const leastWeeks = 2;
/** With fewer a day it is never said that it is quiet: people would learn nothing from it. */
const leastADay = 8;
/** With so many expected, none at all has a probability below one in ten thousand (Poisson: e^-9.21). */
const leastExpected = 9.21;
const shortestMs = hours(1);

/** How many were received from one moment to another, with a part of an hour counting as that part. */
function countBetween(counts: HourCounts, from: Date, to: Date): number {
  let sum = 0;
  const firstHour = Math.floor(from.getTime() / hours(1)) * hours(1);
  for (let start = firstHour; start < to.getTime(); start += hours(1)) {
    const at = new Date(start);
    const inHour = counts.get(toDay(at))?.[at.getUTCHours()] ?? 0;
    const overlap = Math.min(start + hours(1), to.getTime()) - Math.max(start, from.getTime());
    sum += (inHour * overlap) / hours(1);
  }
  return sum;
}

function knownWeeks(counts: HourCounts, now: Date): number {
  const known = [...counts].filter(([, inHours]) => inHours.some((count) => count > 0)).map(([day]) => day);
  const first = known.sort()[0];
  if (first === undefined) return 0;
  return Math.min(weeks, Math.floor((now.getTime() - Date.parse(`${first}T00:00:00Z`)) / days(7)));
}

/**
 * A number's usual traffic from these hours of the last four weeks, and whether it is inactive. Pure. It is when
 * nothing came for an hour or more, and the count in the same stretch of the last weeks makes that no chance. Of four
 * weeks the quietest is left out: it may have been a holiday, or an outage.
 *
 * @returns null until two weeks are known, and for a number that few write to.
 */
export function computeBaseline({ counts, lastReceived, now }: BaselineInput): TrafficBaseline | null {
  const known = knownWeeks(counts, now);
  if (known < leastWeeks) return null;
  if (countBetween(counts, later(now, -days(7 * known)), now) < leastADay * 7 * known) return null;

  const sinceLastMs = lastReceived ? now.getTime() - lastReceived.getTime() : longestInactivityMs;
  const silentMs = Math.min(sinceLastMs, longestInactivityMs);
  const sameStretch = (from: Date, to: Date) =>
    Array.from({ length: known }, (_, back) => days(7 * (back + 1))).map((ago) =>
      countBetween(counts, later(from, -ago), later(to, -ago)),
    );
  const usual = (sums: readonly number[], ms: number) => {
    const perHour = sums.reduce((sum, one) => sum + one, 0) / sums.length / (ms / hours(1));
    return Math.round(perHour * 100) / 100;
  };

  if (silentMs >= shortestMs) {
    const sums = sameStretch(later(now, -silentMs), now).sort((a, b) => a - b);
    const expected = sums[known === weeks ? 1 : 0] ?? 0;
    if (expected >= leastExpected) {
      // Nights and weekends in between would make the rate one that nobody knows from any hour.
      const latelyMs = Math.min(silentMs, hours(3));
      return { usualPerHour: usual(sameStretch(later(now, -latelyMs), now), latelyMs), isQuiet: true };
    }
  }
  const hour = new Date(Math.floor(now.getTime() / hours(1)) * hours(1));
  return { usualPerHour: usual(sameStretch(hour, later(hour, hours(1))), hours(1)), isQuiet: false };
}
