import { describe, expect, it } from 'vitest';
import { type InboxEvent, type InboxState, inboxReducer, initialInbox } from './inboxState';
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
});
