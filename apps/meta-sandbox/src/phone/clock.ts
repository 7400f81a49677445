const hourAndMinute = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
const shortDay = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const isoDay = new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit' });

const dayMs = 24 * 60 * 60 * 1000;

export const formatDay = (ms: number): string => isoDay.format(ms);

export const formatTime = (ms: number): string => hourAndMinute.format(ms);

export function sayDay(ms: number, nowMs: number): string {
  if (formatDay(ms) === formatDay(nowMs)) return 'Today';
  return formatDay(ms) === formatDay(nowMs - dayMs) ? 'Yesterday' : weekday.format(ms);
}

export const sayShortly = (ms: number, nowMs: number): string =>
  formatDay(ms) === formatDay(nowMs) ? formatTime(ms) : shortDay.format(ms);

const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

export const sayMoment = (ms: number): string => moment.format(ms);
