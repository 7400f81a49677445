import { format, formatDistanceStrict } from 'date-fns';

/**
 * "2 hours ago", "in 3 minutes". Below a minute it is "just now", because clocks differ by that much.
 * @param at ISO date.
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
export function toDay(at: string): string {
  const then = Date.parse(at);
  return Number.isNaN(then) ? 'an unknown day' : format(then, 'd MMMM yyyy');
}

const utcTime = /\b(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) UTC\b/g;
const utcMoment = /\b(\d{1,2} [A-Z][a-z]{2,8} \d{4}), (\d{2}:\d{2}) UTC\b/g;

/**
 * A sentence of the API with its times in the reader's time zone: "2026-11-22 13:05 UTC" becomes "22 November 2026,
 * 14:05". The API does not know who reads it.
 */
export function inLocalTime(sentence: string): string {
  const local = (whole: string, then: number) => (Number.isNaN(then) ? whole : format(then, 'd MMMM yyyy, HH:mm'));
  return sentence
    .replace(utcTime, (whole, day: string, time: string) => local(whole, Date.parse(`${day}T${time}:00Z`)))
    .replace(utcMoment, (whole, day: string, time: string) => local(whole, Date.parse(`${day} ${time} UTC`)));
}
