import type {
  ChangesReply,
  ConversationDto,
  ConversationsReply,
  InboxChange,
  InboxSummaryReply,
  MessageDto,
  MessagesReply,
} from '@switchboard/contracts';
import type { LoadedList } from './conversationList';
import type { InboxState } from './inboxState.types';
import { isKnownElsewhere, leadsTo, withMerged, withMovedAway } from './merging';
import { emptyThread, type MessagesAsked, refilled, type Thread, withMessages, withPage } from './threadState';

export const initialInbox: InboxState = {
  seq: null,
  startSeq: null,
  early: [],
  behind: false,
  conversations: new Map(),
  threads: new Map(),
  lists: new Map(),
  mergedInto: new Map(),
  unreadConversations: null,
  unreadUnsure: false,
  lastChangeAt: null,
  generation: 0,
};

export type InboxEvent =
  | { type: 'change'; change: InboxChange }
  | { type: 'caught_up'; reply: ChangesReply }
  | { type: 'summary'; reply: InboxSummaryReply }
  | { type: 'list'; key: string; reply: ConversationsReply; isFirst: boolean }
  /** `askedId` is the requested id, which may have become part of it. */
  | { type: 'conversation'; conversation: ConversationDto; askedId?: string }
  | { type: 'thread_opened'; conversationId: string }
  | { type: 'messages'; conversationId: string; reply: MessagesReply; asked: MessagesAsked }
  | { type: 'message'; message: MessageDto }
  | { type: 'read_here'; conversationId: string };

/** Above this number of early changes, everything missed is asked for as a whole. */
const EARLY_LIMIT = 200;
/** Closed threads that are kept for the way back. */
const THREADS_KEPT = 12;
const LISTS_KEPT = 20;

function withConversations(state: InboxState, fresh: readonly ConversationDto[]): InboxState {
  const newer = fresh.filter((conversation) => {
    const known = state.conversations.get(conversation.id);
    return known === undefined || known.revision < conversation.revision;
  });
  if (newer.length === 0) return state;
  const conversations = new Map(state.conversations);
  for (const conversation of newer) conversations.set(conversation.id, conversation);
  return { ...state, conversations };
}

function withThread(state: InboxState, conversationId: string, change: (thread: Thread) => Thread): InboxState {
  const known = state.threads.get(conversationId) ?? emptyThread;
  const next = change(known);
  if (next === known && state.threads.has(conversationId)) return state;
  return { ...state, threads: new Map(state.threads).set(conversationId, next) };
}

function byConversation(messages: readonly MessageDto[]): Map<string, MessageDto[]> {
  const groups = new Map<string, MessageDto[]>();
  for (const message of messages) {
    const group = groups.get(message.conversationId);
    if (group) group.push(message);
    else groups.set(message.conversationId, [message]);
  }
  return groups;
}

/** By how much the number of unread conversations changes between two states of one. */
const unreadStep = (before: ConversationDto, after: ConversationDto): number =>
  Number(after.unread > 0) - Number(before.unread > 0);

/** The number of unread conversations after a change that does not name it. */
function withUnreadCounted(before: InboxState, after: InboxState, touched: readonly ConversationDto[]): InboxState {
  let { unreadConversations: count, unreadUnsure } = before;
  for (const { id } of touched) {
    const was = before.conversations.get(id);
    const is = after.conversations.get(id);
    if (!was || count === null) unreadUnsure = true;
    else if (is) count += unreadStep(was, is);
  }
  return { ...after, unreadConversations: count === null ? null : Math.max(0, count), unreadUnsure };
}

function withChange(state: InboxState, change: InboxChange): InboxState {
  const before = withMovedAway(withMerged(state, change.merged ?? [], change.seq), change.messages);
  let next = withConversations(before, change.conversations);
  if (change.unreadConversations === null) next = withUnreadCounted(before, next, change.conversations);
  else next = { ...next, unreadConversations: change.unreadConversations, unreadUnsure: false };
  for (const [conversationId, messages] of byConversation(change.messages)) {
    if (next.threads.has(conversationId)) {
      next = withThread(next, conversationId, (thread) => withMessages(thread, messages));
    }
  }
  for (const conversationId of change.refilled) {
    if (next.threads.has(conversationId)) {
      next = withThread(next, conversationId, (thread) => refilled(thread, change.seq));
    }
  }
  return {
    ...next,
    seq: change.seq,
    lastChangeAt: change.at,
  };
}

/** Applies the held-back changes whose turn has come, and drops known ones. */
function withTheirTurn(state: InboxState): InboxState {
  let next = state;
  for (const change of state.early) {
    if (next.seq !== null && change.seq === next.seq + 1) next = withChange(next, change);
  }
  const { seq } = next;
  const early = seq === null ? next.early : next.early.filter((change) => change.seq > seq);
  return early.length === next.early.length ? next : { ...next, early };
}

function heldBack(state: InboxState, change: InboxChange): InboxState {
  if (state.early.some((known) => known.seq === change.seq)) return state;
  if (state.early.length >= EARLY_LIMIT) return { ...state, behind: true };
  return { ...state, early: [...state.early, change].sort((a, b) => a.seq - b.seq) };
}

/** Applies an answer that contains everything up to `seq`. */
function withSnapshot(state: InboxState, seq: number): InboxState {
  if (state.seq === null || state.startSeq === null) return withTheirTurn({ ...state, seq, startSeq: seq });
  // It was read before the first change we know: what lies between would be missing.
  if (seq < state.startSeq) return { ...state, seq, startSeq: seq, behind: true };
  return state;
}

function caughtUp(state: InboxState, { reset, change, more }: ChangesReply): InboxState {
  if (reset) {
    return {
      ...initialInbox,
      mergedInto: state.mergedInto,
      seq: change.seq,
      startSeq: change.seq,
      unreadConversations: change.unreadConversations ?? state.unreadConversations,
      lastChangeAt: change.at,
      generation: state.generation + 1,
    };
  }
  const applied = state.seq !== null && change.seq < state.seq ? state : withChange(state, change);
  return withTheirTurn({ ...applied, behind: more });
}

function withList(state: InboxState, key: string, reply: ConversationsReply, isFirst: boolean): InboxState {
  const before = isFirst ? undefined : state.lists.get(key);
  const fresh = reply.conversations.map(({ id }) => id);
  const list: LoadedList = {
    ids: [...new Set([...(before?.ids ?? []), ...fresh])],
    nextCursor: reply.nextCursor,
    edge: reply.conversations.at(-1) ?? before?.edge ?? null,
  };
  const lists = new Map(state.lists);
  // Deleted and added at the end, as with threads: every search leaves a list behind.
  lists.delete(key);
  lists.set(key, list);
  return withSnapshot(
    { ...withConversations(state, reply.conversations), lists: withLatest(lists, LISTS_KEPT) },
    reply.seq,
  );
}

function withLatest<Value>(entries: Map<string, Value>, count: number): Map<string, Value> {
  return entries.size <= count ? entries : new Map([...entries].slice(-count));
}

function opened(state: InboxState, conversationId: string): InboxState {
  const threads = new Map(state.threads);
  const thread = threads.get(conversationId) ?? emptyThread;
  // Deleted and added at the end: a Map keeps the order in which they were opened.
  threads.delete(conversationId);
  threads.set(conversationId, thread);
  return { ...state, threads: withLatest(threads, THREADS_KEPT) };
}

/** The state after an event. Pure; late, repeated and unordered events are normal. */
export function inboxReducer(state: InboxState, event: InboxEvent): InboxState {
  switch (event.type) {
    case 'change': {
      const { change } = event;
      if (state.seq !== null && change.seq <= state.seq) return state;
      // Something is gone that the change does not name: the answer to the catch-up has everything read again.
      if (change.reset) return { ...state, behind: true };
      if (state.seq !== null && change.seq === state.seq + 1) return withTheirTurn(withChange(state, change));
      return heldBack(state, change);
    }
    case 'caught_up':
      return caughtUp(state, event.reply);
    case 'summary': {
      const isNewer = state.seq === null || event.reply.seq >= state.seq;
      const { unreadConversations } = event.reply;
      const next = isNewer ? { ...state, unreadConversations, unreadUnsure: false } : state;
      return withSnapshot(next, event.reply.seq);
    }
    case 'list':
      return withList(state, event.key, event.reply, event.isFirst);
    case 'conversation': {
      const { conversation, askedId = conversation.id } = event;
      const known = withMerged(state, [{ from: askedId, into: conversation.id }], state.seq ?? 0);
      const next = withConversations(known, [conversation]);
      // The server's own change has this revision and counts nothing again.
      return known.conversations.has(conversation.id) ? withUnreadCounted(known, next, [conversation]) : next;
    }
    case 'thread_opened':
      return opened(state, leadsTo(state, event.conversationId));
    case 'messages': {
      const { reply, asked } = event;
      const conversationId = leadsTo(state, event.conversationId);
      const messages = reply.messages.filter((message) => !isKnownElsewhere(state, { ...message, conversationId }));
      const page = messages.length === reply.messages.length ? reply : { ...reply, messages };
      const placed = withMovedAway(
        state,
        messages.map((message) => ({ ...message, conversationId })),
      );
      const next = withThread(placed, conversationId, (thread) => withPage(thread, page, asked));
      return withSnapshot(next, reply.seq);
    }
    case 'message': {
      const conversationId = leadsTo(state, event.message.conversationId);
      const message = { ...event.message, conversationId };
      if (isKnownElsewhere(state, message)) return state;
      const next = withMovedAway(state, [message]);
      if (!next.threads.has(conversationId)) return next;
      return withThread(next, conversationId, (thread) => withMessages(thread, [message]));
    }
    case 'read_here': {
      const known = state.conversations.get(leadsTo(state, event.conversationId));
      if (known === undefined || known.unread === 0) return state;
      const conversations = new Map(state.conversations).set(known.id, { ...known, unread: 0 });
      return withUnreadCounted(state, { ...state, conversations }, [known]);
    }
  }
}

/** Whether something is missing between what is known and what has come. */
export const mustCatchUp = (state: InboxState): boolean =>
  state.behind || (state.seq !== null && state.early.length > 0);
