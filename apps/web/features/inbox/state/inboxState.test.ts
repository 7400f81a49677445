import type { ConversationsReply, InboxChange } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { type InboxEvent, inboxReducer, initialInbox, mustCatchUp } from './inboxState';
import type { InboxState } from './inboxState.types';
import { sampleChange, sampleConversation, sampleMessage } from './samples';

const happened = (state: InboxState, ...events: InboxEvent[]) => events.reduce(inboxReducer, state);
const change = (seq: number, content: Partial<InboxChange> = {}): InboxEvent => ({
  type: 'change',
  change: sampleChange(seq, content),
});
const list = (seq: number, reply: Partial<ConversationsReply> = {}): InboxEvent => ({
  type: 'list',
  key: 'all',
  isFirst: true,
  reply: { success: true, conversations: [], nextCursor: null, seq, ...reply },
});
const caughtUp = (
  seq: number,
  content: Partial<InboxChange> = {},
  reply = { reset: false, more: false },
): InboxEvent => ({
  type: 'caught_up',
  reply: { success: true, change: sampleChange(seq, content), ...reply },
});
const named = (revision: number, name: string) =>
  sampleConversation('cnv_1', { revision, customer: { savedName: null, name, phone: null, username: null } });
const nameIn = (state: InboxState) => state.conversations.get('cnv_1')?.customer.name;

describe('changes in their order', () => {
  it('are put in one after the other', () => {
    const state = happened(
      initialInbox,
      list(5),
      change(6, { conversations: [named(1, 'A')], unreadConversations: 3 }),
    );
    expect([state.seq, nameIn(state), state.unreadConversations, mustCatchUp(state)]).toEqual([6, 'A', 3, false]);
  });

  it('are put in once: what is older or repeated changes nothing', () => {
    const state = happened(initialInbox, list(5), change(6, { conversations: [named(1, 'A')] }));
    expect(happened(state, change(6, { conversations: [named(9, 'B')] }), change(4))).toBe(state);
  });
});

describe('a hole between changes', () => {
  it('holds back what comes after it, and is asked for', () => {
    const state = happened(initialInbox, list(5), change(8, { conversations: [named(3, 'late')] }));
    expect([state.seq, nameIn(state), mustCatchUp(state)]).toEqual([5, undefined, true]);
  });

  it('closes by itself when the missing ones were only slower', () => {
    const state = happened(initialInbox, list(5), change(8), change(7), change(6));
    expect([state.seq, state.early, mustCatchUp(state)]).toEqual([8, [], false]);
  });

  it('is filled by the answer; what was held back follows it, without repeats', () => {
    const state = happened(
      initialInbox,
      list(5),
      change(8, { conversations: [named(3, 'eight')] }),
      change(10, { conversations: [named(5, 'ten')] }),
      caughtUp(9, { conversations: [named(4, 'nine')] }),
    );
    expect([state.seq, nameIn(state), mustCatchUp(state)]).toEqual([10, 'ten', false]);
  });

  it('stays while the answer says that there is more', () => {
    const state = happened(initialInbox, list(5), caughtUp(100, {}, { reset: false, more: true }));
    expect([state.seq, mustCatchUp(state)]).toEqual([100, true]);
  });

  it('is not reopened by an answer that live changes have overtaken', () => {
    const state = happened(initialInbox, list(5), change(6), change(7), caughtUp(6));
    expect([state.seq, mustCatchUp(state)]).toEqual([7, false]);
  });

  it('too large to be held back is asked for as a whole', () => {
    const many = Array.from({ length: 300 }, (_, index) => change(10 + index));
    const state = happened(initialInbox, list(5), ...many);
    expect(state.early.length).toBe(200);
    expect(mustCatchUp(state)).toBe(true);
  });
});

describe('when the missed changes are no longer kept', () => {
  it('forgets everything, so that it is read again', () => {
    const before = happened(initialInbox, list(5, { conversations: [named(1, 'A')] }), change(9));
    const state = happened(before, caughtUp(90, { unreadConversations: 4 }, { reset: true, more: false }));
    expect(state).toMatchObject({ seq: 90, generation: 1, early: [], unreadConversations: 4 });
    expect([state.conversations.size, state.lists.size, mustCatchUp(state)]).toEqual([0, 0, false]);
  });
});

describe('when something was deleted', () => {
  it.each([
    ['is the next change', 6],
    ['comes before others', 8],
  ])('and that %s, it is asked for, and everything is read again', (_how, seq) => {
    const before = happened(initialInbox, list(5, { conversations: [named(1, 'A')] }), change(seq, { reset: true }));
    expect([before.seq, mustCatchUp(before)]).toEqual([5, true]);
    const state = happened(before, caughtUp(seq, {}, { reset: true, more: false }));
    expect([state.seq, state.conversations.size, mustCatchUp(state)]).toEqual([seq, 0, false]);
    expect(mustCatchUp(happened(state, change(seq, { reset: true })))).toBe(false);
  });

  it('before anything was read, it is asked for as soon as there is an answer', () => {
    expect(mustCatchUp(happened(initialInbox, change(6, { reset: true }), list(5)))).toBe(true);
  });
});

describe('answers that are older than what is known', () => {
  it('never overwrite a newer state', () => {
    const state = happened(
      initialInbox,
      list(5),
      change(6, { conversations: [named(4, 'new')] }),
      list(5, { conversations: [named(3, 'stale')] }),
    );
    expect(nameIn(state)).toBe('new');
  });

  it('that were read before the first known change are followed by the question what is missing', () => {
    const state = happened(initialInbox, list(9), list(7));
    expect([state.seq, mustCatchUp(state)]).toEqual([7, true]);
    expect(mustCatchUp(happened(state, caughtUp(9)))).toBe(false);
  });

  it('and newer ones alone do not skip what other lists have not seen', () => {
    expect(happened(initialInbox, list(5), list(9)).seq).toBe(5);
  });
});

describe('before the first answer', () => {
  it('changes wait for it', () => {
    const state = happened(initialInbox, change(6, { conversations: [named(2, 'pushed')] }));
    expect([state.seq, mustCatchUp(state)]).toEqual([null, false]);
    expect(nameIn(happened(state, list(5)))).toBe('pushed');
    expect(happened(state, list(8)).early).toEqual([]);
  });
});

describe('messages', () => {
  const page: InboxEvent = {
    type: 'messages',
    conversationId: 'cnv_1',
    asked: { kind: 'latest' },
    reply: { success: true, messages: [sampleMessage('msg_1')], nextBefore: null, seq: 5 },
  };
  const idsIn = (state: InboxState) => [...(state.threads.get('cnv_1')?.messages.keys() ?? [])];

  it('of a change are kept for threads that are open, from the moment of opening', () => {
    const pushed = change(6, {
      messages: [sampleMessage('msg_2'), sampleMessage('msg_9', { conversationId: 'cnv_9' })],
    });
    const opening = happened(initialInbox, list(5), { type: 'thread_opened', conversationId: 'cnv_1' }, pushed, page);
    expect(idsIn(opening).sort()).toEqual(['msg_1', 'msg_2']);
    expect(opening.threads.has('cnv_9')).toBe(false);
  });

  it('of a phone’s past are read again in threads that are kept, and told by nobody', () => {
    const refilling = change(6, { refilled: ['cnv_1', 'cnv_9'] });
    const opening: InboxEvent = { type: 'thread_opened', conversationId: 'cnv_1' };
    const filled = happened(initialInbox, list(5), opening, page, refilling);
    expect(filled.threads.get('cnv_1')).toMatchObject({ isStale: true, refilledAt: 6 });
    expect(filled.threads.has('cnv_9')).toBe(false);
    expect(idsIn(filled)).toEqual(['msg_1']);
  });

  it('never go back to an older state', () => {
    const read = sampleMessage('msg_1', { revision: 4, status: 'read' });
    const opened = happened(initialInbox, list(5), { type: 'thread_opened', conversationId: 'cnv_1' });
    const state = happened(opened, change(6, { messages: [read] }), page);
    expect(state.threads.get('cnv_1')?.messages.get('msg_1')?.status).toBe('read');
  });

  it('that have just arrived are shown at once, move nothing on, and give way to what is stored', () => {
    const arrived = sampleMessage('msg_2', { revision: 0 });
    const opened = happened(initialInbox, list(5), { type: 'thread_opened', conversationId: 'cnv_1' }, page);
    const state = happened(opened, { type: 'message', message: arrived });
    expect([idsIn(state), state.seq, mustCatchUp(state)]).toEqual([['msg_1', 'msg_2'], 5, false]);
    const stored = sampleMessage('msg_2', { edited: true });
    const placed = happened(state, change(6, { messages: [stored] }));
    expect(placed.threads.get('cnv_1')?.messages.get('msg_2')).toEqual(stored);
    // Told late, when its change has come already.
    expect(happened(placed, { type: 'message', message: arrived })).toBe(placed);
  });

  it('of threads left long ago are forgotten', () => {
    const many: InboxEvent[] = Array.from({ length: 30 }, (_, index) => ({
      type: 'thread_opened',
      conversationId: `cnv_${index}`,
    }));
    const state = happened(initialInbox, ...many);
    expect([...state.threads.keys()].at(0)).toBe('cnv_18');
    expect(state.threads.size).toBe(12);
  });
});

describe('the number of unread conversations', () => {
  const summary = (seq: number, unreadConversations: number): InboxEvent => ({
    type: 'summary',
    reply: { success: true, unreadConversations, quarantined: 0, seq },
  });
  const unread = (revision: number, count: number) => sampleConversation('cnv_1', { revision, unread: count });

  it('is counted along with changes of conversations that are known', () => {
    const start = happened(initialInbox, summary(5, 2), list(5, { conversations: [unread(1, 0)] }));
    const more = happened(
      start,
      change(6, { conversations: [unread(2, 1)] }),
      change(7, { conversations: [unread(3, 2)] }),
    );
    expect([more.unreadConversations, more.unreadUnsure]).toEqual([3, false]);
    const read = happened(more, { type: 'read_here', conversationId: 'cnv_1' });
    expect(read.unreadConversations).toBe(2);
    expect(happened(read, change(8, { conversations: [unread(4, 0)] })).unreadConversations).toBe(2);
  });

  it('is counted when the answer to reading comes before the change, whatever else had come meanwhile', () => {
    const start = happened(initialInbox, summary(5, 2), list(5, { conversations: [unread(1, 1)] }));
    const state = happened(
      start,
      { type: 'read_here', conversationId: 'cnv_1' },
      // Another message, and then what the API says to the reading of both.
      change(6, { conversations: [unread(2, 1)] }),
      { type: 'conversation', conversation: unread(3, 0) },
      change(7, { conversations: [unread(3, 0)] }),
    );
    expect([state.unreadConversations, state.unreadUnsure]).toEqual([1, false]);
    const unknown: InboxEvent = { type: 'conversation', conversation: sampleConversation('cnv_9', { unread: 1 }) };
    expect(happened(state, unknown)).toMatchObject({ unreadConversations: 1, unreadUnsure: false });
  });

  it('is asked for when a conversation comes of which nothing was known', () => {
    const state = happened(initialInbox, summary(5, 2), change(6, { conversations: [unread(2, 1)] }));
    expect([state.unreadConversations, state.unreadUnsure]).toEqual([2, true]);
    expect(happened(state, summary(4, 9)).unreadUnsure).toBe(true);
    expect(happened(state, summary(6, 3))).toMatchObject({ unreadConversations: 3, unreadUnsure: false });
  });
});

describe('a conversation read here', () => {
  it('loses its mark at once, until the server says something newer', () => {
    const unread = sampleConversation('cnv_1', { unread: 2, revision: 3 });
    const state = happened(initialInbox, list(5, { conversations: [unread] }), {
      type: 'read_here',
      conversationId: 'cnv_1',
    });
    expect(state.conversations.get('cnv_1')?.unread).toBe(0);
    const again = happened(state, change(6, { conversations: [{ ...unread, unread: 1, revision: 4 }] }));
    expect(again.conversations.get('cnv_1')?.unread).toBe(1);
  });
});
