import type { MessageContent, MessageDto } from '@switchboard/contracts';
import { format, isSameYear } from 'date-fns';

type Call = Extract<MessageContent, { kind: 'call' }>;

/** "40 s", "3 min", "1 h 5 min". */
export function durationWords(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export function callWords({ state, durationSeconds }: Call, direction: MessageDto['direction']): string {
  const call = direction === 'in' ? 'Call' : 'Your call';
  switch (state) {
    case 'ringing':
      return direction === 'in' ? 'Calls' : 'You call';
    case 'answered':
      return durationSeconds === null ? call : `${call}, ${durationWords(durationSeconds)}`;
    case 'missed':
      return 'Missed call';
    case 'unanswered':
      return `${call}, not answered`;
    case 'failed':
      return `${call} did not connect`;
  }
}

export function callPermissionWords(
  { allowed, until }: Pick<Extract<MessageContent, { kind: 'call_permission' }>, 'allowed' | 'until'>,
  nowMs: number,
): string {
  if (!allowed) return 'Does not allow calls';
  if (until === null) return 'Allows calls';
  const then = Date.parse(until);
  if (Number.isNaN(then)) return 'Allows calls';
  return `Allows calls until ${format(then, isSameYear(then, nowMs) ? 'd MMMM, HH:mm' : 'd MMMM yyyy')}`;
}
