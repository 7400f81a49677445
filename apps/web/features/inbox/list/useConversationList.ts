'use client';

import type { ConversationDto } from '@switchboard/contracts';
import { useEffect, useMemo, useRef } from 'react';
import type { ApiError } from '@/lib/apiError';
import { useNow } from '@/lib/useNow';
import { useInbox, useInboxStore } from '../InboxProvider';
import { LIST_PAGE } from '../inboxApi';
import { loadNames } from '../inboxStore';
import { type ListFilter, listKey, shownConversations } from '../state/conversationList';

interface ConversationList {
  rows: ConversationDto[];
  /** The rows of the list before, until this one is loaded. */
  isStale: boolean;
  /** `loading`: nothing to show yet. */
  state: 'loading' | 'failed' | 'ready';
  error: ApiError | null;
  hasMore: boolean;
  more: 'idle' | 'loading' | 'failed';
  loadMore: () => void;
  again: () => void;
}

/** Only the server knows whether a new message belongs to a search, so it is asked again. */
const SEARCH_AGAIN_MS = 3_000;
const nothing: ConversationDto[] = [];

/**
 * The rows of a list, kept in order as changes come.
 * @param filter One object for as long as nothing in it changes.
 */
export function useConversationList(filter: ListFilter, openId: string | null): ConversationList {
  const store = useInboxStore();
  const key = listKey(filter);
  const list = useInbox(({ inbox }) => inbox.lists.get(key));
  const load = useInbox(({ loads }) => loads.get(loadNames.list(key)));
  const more = useInbox(({ loads }) => loads.get(loadNames.more(key)));
  const conversations = useInbox(({ inbox }) => inbox.conversations);
  const seq = useInbox(({ inbox }) => inbox.seq);
  const nowMs = useNow();
  const mustAsk = list === undefined && load === undefined;
  useEffect(() => {
    if (mustAsk) void store.loadList(filter);
  }, [mustAsk, filter, store]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again because of what arrived
  useEffect(() => {
    // A reader who has loaded more pages keeps them.
    if (filter.search === '' || list === undefined || list.ids.length > LIST_PAGE) return;
    const timer = setTimeout(() => void store.loadList(filter), SEARCH_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [seq, filter, store]);

  const shownBefore = useRef<{ key: string; ids: ReadonlySet<string> }>({ key, ids: new Set() });
  const minute = Math.floor(nowMs / 60_000);
  const rows = useMemo(() => {
    if (list === undefined) return nothing;
    const before = shownBefore.current;
    const keepId = openId !== null && before.key === key && before.ids.has(openId) ? openId : null;
    return shownConversations({ list, filter, conversations, nowMs: minute * 60_000, keepId });
  }, [list, filter, key, conversations, minute, openId]);
  useEffect(() => {
    shownBefore.current = { key, ids: new Set(rows.map(({ id }) => id)) };
  }, [key, rows]);

  // The last rows stay while others load: a search does not flicker with every letter.
  const lastRows = useRef(rows);
  useEffect(() => {
    if (list !== undefined) lastRows.current = rows;
  }, [list, rows]);
  const failed = load?.state === 'failed';
  const isStale = list === undefined && !failed && lastRows.current.length > 0;
  return {
    rows: isStale ? lastRows.current : rows,
    isStale,
    state: list !== undefined || isStale ? 'ready' : failed ? 'failed' : 'loading',
    error: load?.state === 'failed' ? load.error : null,
    hasMore: list?.nextCursor != null,
    more: more?.state ?? 'idle',
    loadMore: () => void store.loadMore(filter),
    again: () => void store.loadList(filter),
  };
}
