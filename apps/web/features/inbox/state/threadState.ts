import type { MessageDto, MessagesReply } from '@switchboard/contracts';

/**
 * A part of a conversation that is known without a gap. Messages are ordered by sort key, so two keys bound it, also
 * for messages that come later.
 */
export interface Stretch {
  /** `''`: from the very beginning. */
  from: string;
  /** Null: to the present and beyond. */
  to: string | null;
  /** The `before` that continues it; null at the beginning of the conversation. */
  nextBefore: string | null;
}

export interface Thread {
  messages: ReadonlyMap<string, MessageDto>;
  stretches: readonly Stretch[];
  /** The change that added a phone's past without naming messages: older pages may have gaps. 0: none did. */
  refilledAt: number;
  /** Nothing has been read since. */
  isStale: boolean;
}

export const emptyThread: Thread = { messages: new Map(), stretches: [], refilledAt: 0, isStale: false };

export type MessagesAsked = { kind: 'latest' } | { kind: 'before'; before: string } | { kind: 'around' };

/** Adds messages, except those of which a newer version is known. */
export function withMessages(thread: Thread, fresh: readonly MessageDto[]): Thread {
  const newer = fresh.filter((message) => {
    const known = thread.messages.get(message.id);
    return known === undefined || known.revision < message.revision;
  });
  if (newer.length === 0) return thread;
  const messages = new Map(thread.messages);
  for (const message of newer) messages.set(message.id, message);
  return { ...thread, messages };
}

const reaches = (to: string | null, key: string): boolean => to === null || to >= key;
const laterEnd = (a: string | null, b: string | null) => (a === null || b === null ? null : a > b ? a : b);

function joined(a: Stretch, b: Stretch): Stretch {
  const [first, second] = a.from <= b.from ? [a, b] : [b, a];
  const sameBeginning = first.from === second.from;
  return {
    from: first.from,
    to: laterEnd(first.to, second.to),
    nextBefore: sameBeginning && second.nextBefore === null ? null : first.nextBefore,
  };
}

/** Adds a stretch and joins it with those that it touches. */
export function withStretch(stretches: readonly Stretch[], added: Stretch): Stretch[] {
  let whole = added;
  const apart: Stretch[] = [];
  for (const known of stretches) {
    const touches = reaches(known.to, whole.from) && reaches(whole.to, known.from);
    if (touches) whole = joined(known, whole);
    else apart.push(known);
  }
  return [...apart, whole].sort((a, b) => (a.from < b.from ? -1 : 1));
}

function toStretch(thread: Thread, page: MessagesReply, asked: MessagesAsked): Stretch {
  const { messages, nextBefore } = page;
  const edge = (message: MessageDto | undefined, otherwise: string) => message?.sortKey ?? otherwise;
  const from = (otherwise: string) => (nextBefore === null ? '' : edge(messages[0], otherwise));
  if (asked.kind === 'latest') return { from: from(''), to: null, nextBefore };
  if (asked.kind === 'around') return { from: from(''), to: edge(messages.at(-1), ''), nextBefore };
  const continued = thread.stretches.find((stretch) => stretch.nextBefore === asked.before);
  const to = continued?.from ?? asked.before;
  return { from: from(to), to, nextBefore };
}

/** Marks a thread to which a change added unnamed messages; it is shown as it is until it is read again. */
export const refilled = (thread: Thread, seq: number): Thread => ({ ...thread, refilledAt: seq, isStale: true });

/** Removes what the page would contain if it still existed: the echo of a message that turned out to be ours. */
function withoutGone(thread: Thread, { messages: shown }: MessagesReply, { from }: Stretch): Thread {
  const here = new Set(shown.map(({ id }) => id));
  const last = shown.at(-1)?.sortKey ?? '';
  const kept = [...thread.messages].filter(([id, { sortKey }]) => here.has(id) || sortKey < from || sortKey > last);
  return { ...thread, messages: new Map(kept) };
}

export function withPage(thread: Thread, page: MessagesReply, asked: MessagesAsked): Thread {
  if (page.seq < thread.refilledAt) return thread;
  const added = toStretch(thread, page, asked);
  if (thread.isStale && asked.kind === 'latest') {
    return { ...withMessages(withoutGone(thread, page, added), page.messages), stretches: [added], isStale: false };
  }
  return { ...withMessages(thread, page.messages), stretches: withStretch(thread.stretches, added) };
}

export const latestStretch = (thread: Thread): Stretch | undefined =>
  thread.stretches.find((stretch) => stretch.to === null);

export function stretchWith(thread: Thread, messageId: string): Stretch | undefined {
  const key = thread.messages.get(messageId)?.sortKey;
  if (key === undefined) return undefined;
  return thread.stretches.find((stretch) => stretch.from <= key && reaches(stretch.to, key));
}

export function listMessages(thread: Thread, stretch: Stretch): MessageDto[] {
  return [...thread.messages.values()]
    .filter(({ sortKey }) => stretch.from <= sortKey && reaches(stretch.to, sortKey))
    .sort((a, b) => (a.sortKey < b.sortKey ? -1 : a.sortKey > b.sortKey ? 1 : 0));
}
