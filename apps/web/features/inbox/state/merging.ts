import type { InboxChange, MessageDto } from '@switchboard/contracts';
import type { InboxState } from './inboxState.types';
import { emptyThread, refilled, type Thread, withMessages } from './threadState';

type Merged = NonNullable<InboxChange['merged']>[number];

/** The conversation that an id leads to: its own, or the one that it became part of. */
export const leadsTo = ({ mergedInto }: Pick<InboxState, 'mergedInto'>, conversationId: string): string =>
  mergedInto.get(conversationId) ?? conversationId;

/**
 * Joins two threads. The result is shown as far as both are known and read again, because messages between them may be
 * missing.
 */
function united(into: Thread | undefined, from: Thread, id: string, seq: number): Thread {
  const moved = [...from.messages.values()].map((message) => ({ ...message, conversationId: id }));
  const whole = withMessages(into ?? emptyThread, moved);
  const { stretches } = into && into.stretches.length > 0 ? into : from;
  return refilled({ ...whole, stretches }, seq);
}

function withOneMerged(state: InboxState, { from, into }: Merged, seq: number): InboxState {
  if (from === into) return state;
  const mergedInto = new Map(state.mergedInto).set(from, into);
  for (const [id, to] of mergedInto) if (to === from) mergedInto.set(id, into);
  const conversations = new Map(state.conversations);
  const isCounted = conversations.delete(from);
  const threads = new Map(state.threads);
  const [gone, stays] = [threads.get(from), threads.get(into)];
  if (gone) {
    threads.delete(from);
    threads.set(into, united(stays, gone, into, seq));
  } else if (stays) {
    // Messages of the other thread stand between the shown ones.
    threads.set(into, refilled(stays, seq));
  }
  const lists = new Map(
    [...state.lists].map(([key, list]) => [
      key,
      list.ids.includes(from) ? { ...list, ids: [...new Set(list.ids.map((id) => (id === from ? into : id)))] } : list,
    ]),
  );
  // The server counts what was unread in both.
  return { ...state, mergedInto, conversations, threads, lists, unreadUnsure: state.unreadUnsure || isCounted };
}

/** The state after conversations became part of others; nothing known of them is lost. */
export const withMerged = (state: InboxState, merged: readonly Merged[], seq: number): InboxState =>
  merged.reduce((next, one) => withOneMerged(next, one, seq), state);

/** Removes messages that turned out to be another person's. */
export function withMovedAway(state: InboxState, messages: readonly MessageDto[]): InboxState {
  let threads: Map<string, Thread> | null = null;
  for (const { id, conversationId } of messages) {
    for (const [other, thread] of threads ?? state.threads) {
      if (other === conversationId || !thread.messages.has(id)) continue;
      const left = new Map(thread.messages);
      left.delete(id);
      threads = new Map(threads ?? state.threads).set(other, { ...thread, messages: left });
    }
  }
  return threads ? { ...state, threads } : state;
}

/**
 * Whether a message is known to stand in another conversation: one that is pushed before it is stored may be assigned
 * by its number alone, and may come after its stored version.
 */
export function isKnownElsewhere(
  { threads, conversations }: Pick<InboxState, 'threads' | 'conversations'>,
  { id, conversationId, revision }: MessageDto,
): boolean {
  for (const [other, thread] of threads) {
    const known = thread.messages.get(id);
    if (other !== conversationId && known && known.revision >= revision) return true;
  }
  if (revision > 0) return false;
  for (const { id: other, lastMessage } of conversations.values()) {
    if (other !== conversationId && lastMessage?.id === id) return true;
  }
  return false;
}
