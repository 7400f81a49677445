import type { InboxChange } from '@switchboard/contracts';

interface MissedInput {
  changes: readonly InboxChange[];
  /** The server's time of the last change before the connection was lost. */
  since: string | null;
  myUserId: string;
}

/** Meta's times are whole seconds, so a message can seem older than an earlier change of that second. */
const toSecond = (at: string): string => at.slice(0, 'yyyy-mm-ddThh:mm:ss'.length);

export function missedMessages({ changes, since, myUserId }: MissedInput): number {
  const ids = new Set<string>();
  if (since === null) return 0;
  for (const { messages } of changes) {
    for (const { id, at, author } of messages) {
      if (author?.userId !== myUserId && toSecond(at) >= toSecond(since)) ids.add(id);
    }
  }
  return ids.size;
}

/** "Back online, 4 messages caught up". */
export function caughtUpWords(missed: number): string {
  if (missed === 0) return 'Back online';
  return `Back online, ${missed} ${missed === 1 ? 'message' : 'messages'} caught up`;
}
