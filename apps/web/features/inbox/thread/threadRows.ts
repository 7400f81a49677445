import type { MessageDto } from '@switchboard/contracts';
import { isOtherDay } from '../inboxTime';
import { wantsReading } from '../reading';
import { continues } from './messageWords';

/** A message with what its neighbours decide about its looks. */
export interface ThreadRow {
  /** The same before and after the server knows a message of ours, so that it does not jump. */
  rowKey: string;
  message: MessageDto;
  /** A day begins here. */
  startsDay: boolean;
  /** Belongs to the message above it: no name, less room. */
  joined: boolean;
  /** The first message that nobody had read when the conversation was opened. */
  startsNew: boolean;
  /** A newer attempt of this message stands further below. */
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

/** Whether the API has put it in its place: what has just arrived cannot be named to it yet. */
const isPlaced = ({ revision }: MessageDto): boolean => revision > 0;

/** The oldest of the last `unread` messages of the customer; null when all are read or it is further up. */
export function firstUnread(messages: readonly MessageDto[], unread: number): string | null {
  if (unread <= 0) return null;
  const incoming = incomingOf(messages).filter(wantsReading);
  return incoming.at(-unread)?.id ?? null;
}

/** The messages of the customer, as far as they are in their place; the last one is what is read when the end is seen. */
export const incomingOf = (messages: readonly MessageDto[]): MessageDto[] =>
  messages.filter((message) => message.direction === 'in' && isPlaced(message));

interface Seen {
  /** The last message in sight. */
  seenId: string | null;
  unread: number;
  /** The messages end with the present. */
  isLatest: boolean;
}

/** The last message of the customer that was read by seeing this far; null when that reads none that nobody had. */
export function readBySeeing(messages: readonly MessageDto[], { seenId, unread, isLatest }: Seen): MessageDto | null {
  if (unread === 0) return null;
  const end = messages.findIndex(({ id }) => id === seenId) + 1;
  const upTo = incomingOf(messages.slice(0, end)).at(-1);
  if (upTo === undefined) return null;
  // All that nobody has read stands further down.
  const below = incomingOf(messages.slice(end)).filter(wantsReading).length;
  return isLatest && below >= unread ? null : upTo;
}
