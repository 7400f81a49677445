import type { MessageDto } from '@switchboard/contracts';
import { isOtherDay } from '../inboxTime';
import { wantsReading } from '../reading';
import { continues } from './messageWords';

export interface ThreadRow {
  /** Stable before and after the server knows a message of ours, so that it does not jump. */
  rowKey: string;
  message: MessageDto;
  startsDay: boolean;
  /** Belongs to the message above it: no name, less space. */
  joined: boolean;
  startsNew: boolean;
  /** A newer attempt of this message stands below. */
  retried: boolean;
}

/** @param firstNewId see {@link firstUnread} */
export function threadRows(messages: readonly MessageDto[], firstNewId: string | null): ThreadRow[] {
  const retried = new Set(messages.map(({ retryOf }) => retryOf));
  return messages.map((message, index) => {
    const above = messages[index - 1];
    const startsDay = above === undefined || isOtherDay(above.at, message.at);
    const startsNew = message.id === firstNewId;
    return {
      rowKey: message.clientId ?? message.id,
      message,
      startsDay,
      joined: !startsDay && !startsNew && continues(above, message),
      startsNew,
      retried: retried.has(message.id),
    };
  });
}

/** Whether the API has stored it; a message that was only pushed has no place yet. */
const isPlaced = ({ revision }: MessageDto): boolean => revision > 0;

/** The oldest of the last `unread` messages of the customer; null when all are read or it is not loaded. */
export function firstUnread(messages: readonly MessageDto[], unread: number): string | null {
  if (unread <= 0) return null;
  const incoming = filterIncoming(messages).filter(wantsReading);
  return incoming.at(-unread)?.id ?? null;
}

/** The stored messages of the customer; the last one is read when the end is visible. */
export const filterIncoming = (messages: readonly MessageDto[]): MessageDto[] =>
  messages.filter((message) => message.direction === 'in' && isPlaced(message));

interface Seen {
  seenId: string | null;
  unread: number;
  isLatest: boolean;
}

/** The last message of the customer that seeing this far has read; null when no unread one is among them. */
export function readBySeeing(messages: readonly MessageDto[], { seenId, unread, isLatest }: Seen): MessageDto | null {
  if (unread === 0) return null;
  const end = messages.findIndex(({ id }) => id === seenId) + 1;
  const upTo = filterIncoming(messages.slice(0, end)).at(-1);
  if (upTo === undefined) return null;
  // All unread messages stand below.
  const below = filterIncoming(messages.slice(end)).filter(wantsReading).length;
  return isLatest && below >= unread ? null : upTo;
}
