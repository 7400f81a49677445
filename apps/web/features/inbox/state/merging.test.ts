import { describe, expect, it } from 'vitest';
import { type InboxEvent, inboxReducer, initialInbox } from './inboxState';
import type { InboxState } from './inboxState.types';
import { leadsTo } from './merging';
import { sampleChange, sampleConversation, sampleMessage } from './samples';

const stateAfter = (...events: InboxEvent[]): InboxState => events.reduce(inboxReducer, initialInbox);
const page = (conversationId: string, ...ids: string[]): InboxEvent => ({
  type: 'messages',
  conversationId,
  asked: { kind: 'latest' },
  reply: {
    success: true,
    messages: ids.map((id) => sampleMessage(id, { conversationId })),
    nextBefore: null,
    seq: 4,
  },
});
const both: InboxEvent[] = [
  {
    type: 'list',
    key: 'all',
    isFirst: true,
    reply: {
      success: true,
      conversations: [sampleConversation('cnv_old'), sampleConversation('cnv_new')],
      nextCursor: null,
      seq: 4,
    },
  },
  { type: 'thread_opened', conversationId: 'cnv_old' },
  page('cnv_old', 'msg_1', 'msg_3'),
];
const merged: InboxEvent = {
  type: 'change',
  change: sampleChange(5, {
    merged: [{ from: 'cnv_old', into: 'cnv_new' }],
    conversations: [sampleConversation('cnv_new', { revision: 2 })],
  }),
};

describe('two conversations that turn out to be one', () => {
  it('leave one row in the list, and both ids lead to it', () => {
    const state = stateAfter(...both, merged);
    expect(state.lists.get('all')?.ids).toEqual(['cnv_new']);
    expect([...state.conversations.keys()]).toEqual(['cnv_new']);
    expect(leadsTo(state, 'cnv_old')).toBe('cnv_new');
  });

  it('keep what was on the screen, and are read again', () => {
    const thread = stateAfter(...both, merged).threads.get('cnv_new');
    expect([...(thread?.messages.keys() ?? [])]).toEqual(['msg_1', 'msg_3']);
    expect(thread?.stretches).toHaveLength(1);
    expect(thread?.isStale).toBe(true);
    expect(thread?.messages.get('msg_1')?.conversationId).toBe('cnv_new');
  });

  it('are read again where only the one that stays was on the screen', () => {
    const open: InboxEvent[] = [{ type: 'thread_opened', conversationId: 'cnv_new' }, page('cnv_new', 'msg_2')];
    const [list] = both;
    const thread = stateAfter(...(list ? [list] : []), ...open, merged).threads.get('cnv_new');
    expect([...(thread?.messages.keys() ?? [])]).toEqual(['msg_2']);
    expect(thread?.isStale).toBe(true);
  });

  it('take in what still comes under the old id', () => {
    const late: InboxEvent = { type: 'message', message: sampleMessage('msg_4', { conversationId: 'cnv_old' }) };
    const state = stateAfter(...both, merged, late, page('cnv_old', 'msg_2'));
    expect(state.threads.has('cnv_old')).toBe(false);
    expect([...(state.threads.get('cnv_new')?.messages.keys() ?? [])].sort()).toContain('msg_4');
  });

  it('lead on when the one becomes part of a third', () => {
    const again: InboxEvent = {
      type: 'change',
      change: sampleChange(6, { merged: [{ from: 'cnv_new', into: 'cnv_third' }] }),
    };
    expect(leadsTo(stateAfter(...both, merged, again), 'cnv_old')).toBe('cnv_third');
  });
});

describe('messages that turn out to be somebody else’s', () => {
  it('leave the thread that is open, and stand in their own', () => {
    const moved = sampleMessage('msg_3', { conversationId: 'cnv_new', revision: 2 });
    const state = stateAfter(
      ...both,
      { type: 'thread_opened', conversationId: 'cnv_new' },
      { type: 'change', change: sampleChange(5, { messages: [moved] }) },
    );
    expect([...(state.threads.get('cnv_old')?.messages.keys() ?? [])]).toEqual(['msg_1']);
    expect([...(state.threads.get('cnv_new')?.messages.keys() ?? [])]).toEqual(['msg_3']);
  });

  /** Told before it was stored, by a process that had not heard that the number is another person's by now. */
  const early: InboxEvent = {
    type: 'message',
    message: sampleMessage('msg_9', { conversationId: 'cnv_old', revision: 0 }),
  };
  const stored: InboxEvent = {
    type: 'change',
    change: sampleChange(5, {
      messages: [sampleMessage('msg_9', { conversationId: 'cnv_new' })],
      conversations: [
        sampleConversation('cnv_new', {
          revision: 2,
          lastMessage: {
            id: 'msg_9',
            kind: 'text',
            direction: 'in',
            status: 'received',
            preview: 'Hi',
            sentBy: null,
            sender: null,
          },
        }),
      ],
    }),
  };
  const inThread = (state: InboxState, id: string) => [...(state.threads.get(id)?.messages.keys() ?? [])];
  const openNew: InboxEvent = { type: 'thread_opened', conversationId: 'cnv_new' };

  it.each([
    ['while both are open', [openNew]],
    ['while only the wrong one is open', []],
  ])('leave with what is stored, when they were told early in the wrong thread, %s', (_when, opened) => {
    const told = stateAfter(...both, ...opened, early);
    expect(inThread(told, 'cnv_old')).toContain('msg_9');
    const state = inboxReducer(told, stored);
    expect(inThread(state, 'cnv_old')).toEqual(['msg_1', 'msg_3']);
    expect(inThread(state, 'cnv_new')).toEqual(opened.length > 0 ? ['msg_9'] : []);
    // Told early once more, when Meta repeats itself.
    expect(inboxReducer(state, early)).toBe(state);
  });

  it('leave with a page of their own thread, and do not come back with an older page of the wrong one', () => {
    const told = stateAfter(...both, openNew, early);
    const state = inboxReducer(told, page('cnv_new', 'msg_9'));
    expect(inThread(state, 'cnv_old')).toEqual(['msg_1', 'msg_3']);
    const late = inboxReducer(state, page('cnv_old', 'msg_1', 'msg_3', 'msg_9'));
    expect(inThread(late, 'cnv_old')).toEqual(['msg_1', 'msg_3']);
    expect(inThread(late, 'cnv_new')).toEqual(['msg_9']);
  });
});
