import { format, isSameDay, isSameYear, startOfDay, subDays } from 'date-fns';

/** "14:05" today, "Yesterday", "Mon" within a week, then "12 Nov" or "12 Nov 2025". */
export function rowTime(at: string, nowMs: number): string {
  const then = Date.parse(at);
  if (Number.isNaN(then)) return '';
  if (isSameDay(then, nowMs)) return format(then, 'HH:mm');
  if (isSameDay(then, subDays(nowMs, 1))) return 'Yesterday';
  if (then > nowMs) return format(then, 'd MMM');
  if (then >= startOfDay(subDays(nowMs, 6)).getTime()) return format(then, 'EEE');
  return format(then, isSameYear(then, nowMs) ? 'd MMM' : 'd MMM yyyy');
}

/** "Today", "Yesterday", "Monday 23 November". */
export function dayWords(at: string, nowMs: number): string {
  const then = Date.parse(at);
  if (Number.isNaN(then)) return 'Unknown day';
  if (isSameDay(then, nowMs)) return 'Today';
  if (isSameDay(then, subDays(nowMs, 1))) return 'Yesterday';
  return format(then, isSameYear(then, nowMs) ? 'EEEE d MMMM' : 'd MMMM yyyy');
}

/** Within a sentence: "since today", "since Monday 23 November". */
export function dayWithin(at: string, nowMs: number): string {
  const words = dayWords(at, nowMs);
  return words === 'Today' || words === 'Yesterday' ? words.toLowerCase() : words;
}

export const isOtherDay = (a: string, b: string): boolean => !isSameDay(Date.parse(a), Date.parse(b));

export const secondsUntil = (at: string, nowMs: number): number =>
  Math.max(0, Math.ceil((Date.parse(at) - nowMs) / 1000));
