import type { ConversationDto } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { type ListFilter, type LoadedList, listKey, listQuery, shownConversations, toSearch } from './conversationList';
import { noFilters } from './listFilters';
import { sampleConversation } from './samples';

const all: ListFilter = { ...noFilters, search: '', order: 'newest' };
const nowMs = Date.parse('2026-11-24T12:00:00.000Z');
const at = (minute: number) => `2026-11-24T10:${String(minute).padStart(2, '0')}:00.000Z`;
const conversation = (id: string, minute: number, change: Partial<ConversationDto> = {}) =>
  sampleConversation(id, { lastActivityAt: at(minute), ...change });

type Last = NonNullable<ConversationDto['lastMessage']>;
const lastWord = (direction: Last['direction'], kind = 'text'): Pick<ConversationDto, 'lastMessage'> => ({
  lastMessage: { id: 'msg_1', direction, kind, preview: '', status: 'received', sentBy: null, sender: null },
});

function shown(
  conversations: ConversationDto[],
  {
    filter = all,
    list = {},
    keepId = null,
  }: { filter?: ListFilter; list?: Partial<LoadedList>; keepId?: string | null } = {},
) {
  const known = new Map(conversations.map((one) => [one.id, one]));
  const loaded = { ids: [...known.keys()], nextCursor: null, edge: null, ...list };
  return shownConversations({ list: loaded, filter, conversations: known, nowMs, keepId }).map(({ id }) => id);
}

describe('the list of conversations', () => {
  it('has the latest activity first, and for the same moment a fixed order', () => {
    expect(shown([conversation('cnv_a', 1), conversation('cnv_c', 5), conversation('cnv_b', 5)])).toEqual([
      'cnv_c',
      'cnv_b',
      'cnv_a',
    ]);
  });

  it('has the least time left first when asked, of those who wait for an answer, and no closed windows', () => {
    const filter: ListFilter = { ...all, order: 'window' };
    const asks = lastWord('in');
    const rows = [
      conversation('cnv_late', 1, { ...asks, windowClosesAt: '2026-11-25T09:00:00.000Z' }),
      conversation('cnv_answered', 2, { ...lastWord('out'), windowClosesAt: '2026-11-24T12:50:00.000Z' }),
      conversation('cnv_soon', 2, { ...asks, windowClosesAt: '2026-11-24T12:40:00.000Z' }),
      conversation('cnv_over', 3, { ...asks, windowClosesAt: '2026-11-24T11:59:00.000Z' }),
      conversation('cnv_never', 4, { ...asks, windowClosesAt: null }),
    ];
    expect(shown(rows, { filter })).toEqual(['cnv_soon', 'cnv_late']);
  });

  it('drops what no longer matches, except the open one that was just read', () => {
    const filter: ListFilter = { ...all, unread: true };
    const rows = [conversation('cnv_read', 1), conversation('cnv_unread', 2, { unread: 1 })];
    expect(shown(rows, { filter })).toEqual(['cnv_unread']);
    expect(shown(rows, { filter, keepId: 'cnv_read' })).toEqual(['cnv_unread', 'cnv_read']);
  });

  it('has those that wait for us when asked, and the open one that was just answered', () => {
    const filter: ListFilter = { ...all, waiting: true };
    const agent = { who: 'meta_agent', role: null, backTo: null, idleAt: '2026-11-25T10:00:00.000Z' };
    const rows = [
      conversation('cnv_none', 1),
      conversation('cnv_answered', 2, lastWord('out')),
      conversation('cnv_moved', 3, lastWord('in', 'system')),
      conversation('cnv_talked', 4, lastWord('in', 'call')),
      conversation('cnv_missed', 5, { ...lastWord('in', 'call'), unread: 1 }),
      conversation('cnv_agent', 6, { ...lastWord('in'), responder: agent as ConversationDto['responder'] }),
      conversation('cnv_group', 7, { ...lastWord('in'), kind: 'group' }),
      conversation('cnv_read', 8, lastWord('in')),
    ];
    expect(shown(rows, { filter })).toEqual(['cnv_read', 'cnv_missed']);
    expect(shown(rows, { filter, keepId: 'cnv_answered' })).toEqual(['cnv_read', 'cnv_missed', 'cnv_answered']);
  });

  it('shows one number when asked', () => {
    const filter: ListFilter = { ...all, phoneNumberId: '701' };
    expect(shown([conversation('cnv_a', 1), conversation('cnv_b', 2, { phoneNumberId: '701' })], { filter })).toEqual([
      'cnv_b',
    ]);
  });

  it('ends where the loaded pages end, also when a row from there has moved up', () => {
    const edge = conversation('cnv_edge', 20);
    const rows = [conversation('cnv_top', 50), { ...edge, lastActivityAt: at(55) }, conversation('cnv_far', 3)];
    expect(shown(rows, { list: { nextCursor: 'more', edge } })).toEqual(['cnv_edge', 'cnv_top']);
  });

  it('shows of a search only what the server found', () => {
    const filter: ListFilter = { ...all, search: 'rose' };
    expect(shown([conversation('cnv_a', 1), conversation('cnv_b', 2)], { filter, list: { ids: ['cnv_a'] } })).toEqual([
      'cnv_a',
    ]);
  });
});

describe('the question to the server', () => {
  it('names only what is asked', () => {
    expect(listQuery(all, null, 50)).toEqual({ order: 'newest', limit: 50 });
    const asked = { phoneNumberId: '7', unread: true, waiting: true, search: 'a&b', order: 'window' } as const;
    const filter: ListFilter = { ...all, ...asked };
    expect(listQuery(filter, 'c', 50)).toEqual({
      ...{ order: 'window', limit: 50, phoneNumberId: '7', unread: 'true', waiting: 'true', cursor: 'c' },
    });
    expect(toSearch({ ...all, search: 'rose' }, null, 50)).toEqual({ search: 'rose', order: 'newest', limit: 50 });
    expect(toSearch(filter, 'c', 50)).toEqual({
      ...{ search: 'a&b', order: 'window', limit: 50, phoneNumberId: '7', unread: true, waiting: true, cursor: 'c' },
    });
  });
});

describe('the name of a list', () => {
  it('is another for each filter, order and search, and the same for what asks the same', () => {
    const others: ListFilter[] = [
      { ...all, phoneNumberId: '7' },
      { ...all, unread: true },
      { ...all, waiting: true },
      { ...all, order: 'window' },
      { ...all, search: 'rose' },
    ];
    expect(new Set([all, ...others].map(listKey)).size).toBe(others.length + 1);
    expect(listKey({ ...all, unread: false })).toBe(listKey(all));
  });
});
