import type { MessageDto, MessagesReply } from '@switchboard/contracts';

/**
 * A stretch of a conversation that is known without a hole. Messages are in the order of their sort keys, so a stretch
 * is two of those: everything between them is here, also what arrives later.
 */
export interface Stretch {
  /** `''`: from the very beginning. */
  from: string;
  /** null: to the present, and whatever comes. */
  to: string | null;
  /** Give it as `before` to read on; null at the beginning of the conversation. */
  nextBefore: string | null;
}

/** What is known of one conversation's messages. */
export interface Thread {
  messages: ReadonlyMap<string, MessageDto>;
  /** Oldest first, never touching each other. */
  stretches: readonly Stretch[];
  /** The change with which messages of a phone's past came in, untold: pages from before it may have holes. 0: none did. */
  refilledAt: number;
  /** Nothing has been read since. */
  isStale: boolean;
}

export const emptyThread: Thread = { messages: new Map(), stretches: [], refilledAt: 0, isStale: false };

/** Which page was asked for. */
export type MessagesAsked = { kind: 'latest' } | { kind: 'before'; before: string } | { kind: 'around' };

/** Puts messages in, except those of which something newer is known. */
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

/** Adds a stretch; what it touches becomes one with it. */
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

function stretchOfPage(thread: Thread, page: MessagesReply, asked: MessagesAsked): Stretch {
  const { messages, nextBefore } = page;
  const edge = (message: MessageDto | undefined, otherwise: string) => message?.sortKey ?? otherwise;
  const from = (otherwise: string) => (nextBefore === null ? '' : edge(messages[0], otherwise));
  if (asked.kind === 'latest') return { from: from(''), to: null, nextBefore };
  if (asked.kind === 'around') return { from: from(''), to: edge(messages.at(-1), ''), nextBefore };
  const continued = thread.stretches.find((stretch) => stretch.nextBefore === asked.before);
  const to = continued?.from ?? asked.before;
  return { from: from(to), to, nextBefore };
}

/** Messages came in with this change that nobody was told one by one: the thread is shown as it is until it is read again. */
export const refilled = (thread: Thread, seq: number): Thread => ({ ...thread, refilledAt: seq, isStale: true });

/** Forgets what the page would have if it were still there: the echo of a message that turned out to be ours. */
function withoutGone(thread: Thread, { messages: shown }: MessagesReply, { from }: Stretch): Thread {
  const here = new Set(shown.map(({ id }) => id));
  const last = shown.at(-1)?.sortKey ?? '';
  const kept = [...thread.messages].filter(([id, { sortKey }]) => here.has(id) || sortKey < from || sortKey > last);
  return { ...thread, messages: new Map(kept) };
}

/** Puts a page of the API in. */
export function withPage(thread: Thread, page: MessagesReply, asked: MessagesAsked): Thread {
  if (page.seq < thread.refilledAt) return thread;
  const added = stretchOfPage(thread, page, asked);
  if (thread.isStale && asked.kind === 'latest') {
    return { ...withMessages(withoutGone(thread, page, added), page.messages), stretches: [added], isStale: false };
  }
  return { ...withMessages(thread, page.messages), stretches: withStretch(thread.stretches, added) };
}

/** The stretch with the present in it. */
export const latestStretch = (thread: Thread): Stretch | undefined =>
  thread.stretches.find((stretch) => stretch.to === null);

/** The stretch that a message stands in; undefined when its surroundings are not known. */
export function stretchWith(thread: Thread, messageId: string): Stretch | undefined {
  const key = thread.messages.get(messageId)?.sortKey;
  if (key === undefined) return undefined;
  return thread.stretches.find((stretch) => stretch.from <= key && reaches(stretch.to, key));
}

/** The messages of a stretch, oldest first. */
export function messagesOf(thread: Thread, stretch: Stretch): MessageDto[] {
  return [...thread.messages.values()]
    .filter(({ sortKey }) => stretch.from <= sortKey && reaches(stretch.to, sortKey))
    .sort((a, b) => (a.sortKey < b.sortKey ? -1 : a.sortKey > b.sortKey ? 1 : 0));
}
