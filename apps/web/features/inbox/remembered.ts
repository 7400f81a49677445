'use client';

import {
  type ConversationFilterName,
  type ConversationOrder,
  conversationFilterNames,
  conversationFilters,
  conversationOrder,
} from '@switchboard/contracts';
import { useSyncExternalStore } from 'react';
import { z } from 'zod';
import { type StoredValue, sealedValue, storedValue } from '@/lib/storedValue';
import { useSignedIn } from '@/lib/useSession';
import { type ListFilters, noFilters } from './state/listFilters';

/** The prefix for one person in one account: people share browsers. */
function useOwner(): string {
  const me = useSignedIn();
  return me ? `${me.account.accountId}/${me.user.userId}` : 'nobody';
}

export function useStored<Value>(stored: StoredValue<Value>, initial: Value): Value {
  return useSyncExternalStore(stored.subscribe, stored.get, () => initial);
}

export interface ListChoice extends ListFilters {
  order: ConversationOrder;
}
export const firstChoice: ListChoice = { ...noFilters, order: 'newest' };

/** As older versions called them in the browser's storage. */
const formerNames: Partial<Record<ConversationFilterName, string>> = { unread: 'unreadOnly', waiting: 'waitingOnly' };

function restoredFilters(stored: Readonly<Record<string, unknown>>): ListFilters {
  const entries = conversationFilterNames.map((name) => {
    const value = stored[name] ?? stored[formerNames[name] ?? name] ?? undefined;
    return [name, conversationFilters[name].inBody.safeParse(value).data ?? null];
  });
  return Object.fromEntries(entries) as ListFilters;
}

/** A stored choice. A filter that was not known when it was stored is not chosen. */
export const listChoice = z
  .looseObject({ order: conversationOrder })
  .transform((stored): ListChoice => ({ ...restoredFilters(stored), order: stored.order }));

export function useListChoice(): [ListChoice, (change: Partial<ListChoice>) => void] {
  const stored = storedValue(`switchboard:inbox-list:${useOwner()}`, listChoice, firstChoice);
  const choice = useStored(stored, firstChoice);
  return [choice, (change) => stored.set({ ...stored.get(), ...change })];
}

const drafts = z.record(z.string(), z.string());
type Drafts = z.infer<typeof drafts>;
const noDrafts: Drafts = {};
/** The oldest drafts are dropped: browser storage is small. */
const DRAFTS_KEPT = 200;

/** The drafts with one changed; an empty text removes it. */
export function withDraft(known: Readonly<Drafts>, conversationId: string, text: string): Drafts {
  const { [conversationId]: _before, ...others } = known;
  if (text.trim() === '') return others;
  const entries = [...Object.entries(others), [conversationId, text] as const];
  return Object.fromEntries(entries.slice(-DRAFTS_KEPT));
}

/** The drafts after a conversation became part of another, whose draft gets both texts. */
export function withDraftMoved(known: Readonly<Drafts>, from: string, into: string): Drafts {
  const [moved, here] = [known[from], known[into]];
  if (moved === undefined || from === into) return known;
  const text = here === undefined || here.trim() === '' ? moved : `${here}\n${moved}`;
  return withDraft(withDraft(known, from, ''), into, text);
}

const DRAFTS_PREFIX = 'switchboard:drafts:';

export function useDrafts(): {
  drafts: Drafts;
  keep: (conversationId: string, text: string) => void;
  move: (from: string, into: string) => void;
} {
  const stored = sealedValue(`${DRAFTS_PREFIX}${useOwner()}`, drafts, noDrafts);
  return {
    drafts: useStored(stored, noDrafts),
    keep: (conversationId, text) => {
      const next = withDraft(stored.get(), conversationId, text);
      if (text.trim() !== '' || conversationId in stored.get()) stored.set(next);
    },
    move: (from, into) => {
      const next = withDraftMoved(stored.get(), from, into);
      if (next !== stored.get()) stored.set(next);
    },
  };
}
