import { format, formatDistanceStrict } from 'date-fns';

/**
 * "2 hours ago", "in 3 minutes". What is less than a minute away reads "just now": clocks of servers and browsers
 * differ by that much, and a number of seconds would only flicker.
 *
 * @param at An ISO date.
 * @param nowMs Milliseconds since the epoch.
 */
export function relativeTime(at: string, nowMs: number): string {
  const then = Date.parse(at);
  if (Number.isNaN(then)) return 'at an unknown time';
  if (Math.abs(then - nowMs) < 60_000) return 'just now';
  return formatDistanceStrict(then, nowMs, { addSuffix: true, roundingMethod: 'floor' });
}

/** "22 November 2026, 14:05:09" in the reader's time zone. */
export function exactTime(at: string): string {
  const then = Date.parse(at);
  return Number.isNaN(then) ? 'Unknown time' : format(then, 'd MMMM yyyy, HH:mm:ss');
}

/** "14:05" in the reader's time zone. */
export function clockTime(at: string): string {
  const then = Date.parse(at);
  return Number.isNaN(then) ? 'an unknown time' : format(then, 'HH:mm');
}

/** "22 November 2026" in the reader's time zone. */
export function dayOf(at: string): string {
  const then = Date.parse(at);
  return Number.isNaN(then) ? 'an unknown day' : format(then, 'd MMMM yyyy');
}
