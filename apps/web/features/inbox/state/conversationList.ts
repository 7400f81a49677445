import {
  type ConversationDto,
  type ConversationFilters,
  type ConversationOrder,
  type ConversationsQuery,
  conversationFilterNames,
  filtersOfOrder,
  type SearchConversationsRequest,
} from '@switchboard/contracts';
import { flagNames, flagWords, isWithinAll, type ListFilters, type NothingWords } from './listFilters';

export interface ListFilter extends ListFilters {
  /** The server searches names, numbers and messages. */
  search: string;
  order: ConversationOrder;
}

export interface LoadedList {
  ids: readonly string[];
  nextCursor: string | null;
  /** The last conversation of the last page as it was loaded: down to it the list is complete. Null while empty. */
  edge: ConversationDto | null;
}

/** The filters that are asked for. */
const askedOf = (filter: ListFilters): ConversationFilters =>
  Object.fromEntries(conversationFilterNames.flatMap((name) => (filter[name] ? [[name, filter[name]]] : [])));

export const listKey = ({ search, order, ...filters }: ListFilter): string =>
  JSON.stringify([askedOf(filters), search, order]);

/** The query that asks the server for it, where nothing is searched for. */
export function listQuery({ order, ...filters }: ListFilter, cursor: string | null, limit: number): ConversationsQuery {
  const asked = Object.entries(askedOf(filters)).map(([name, value]) => [name, String(value)]);
  return { ...(Object.fromEntries(asked) as ConversationsQuery), order, limit, cursor: cursor ?? undefined };
}

/** The body of a search: words and names are personal and stay out of addresses. */
export const toSearch = (
  { search, order, ...filters }: ListFilter,
  cursor: string | null,
  limit: number,
): SearchConversationsRequest => ({
  ...{ ...askedOf(filters), search, order, limit },
  ...(cursor === null ? {} : { cursor }),
});

/**
 * Whether a conversation belongs to a list, as far as the browser can tell.
 * @param isKept It stays although it was just read or answered.
 */
export function matches(conversation: ConversationDto, filter: ListFilter, nowMs: number, isKept = false): boolean {
  const { order } = filter;
  if (!isKept && !isWithinAll({ ...filter, ...filtersOfOrder[order] }, conversation, nowMs)) return false;
  if (order !== 'window') return true;
  return conversation.windowClosesAt !== null && Date.parse(conversation.windowClosesAt) > nowMs;
}

/** What an empty list says where its order shows only some. */
const nothingInOrder: Partial<Record<ConversationOrder, NothingWords>> = {
  window: { title: 'Nobody is waiting', text: 'No customer who wrote within the last 24 hours waits for an answer.' },
};

/** What an empty list says of the first filter that is on; null where none is. */
export function nothingWords({ order, ...filters }: ListFilter): NothingWords | null {
  const byOrder = filtersOfOrder[order];
  const first = flagNames.find((name) => filters[name] || byOrder[name]);
  if (first === undefined) return null;
  return (byOrder[first] && nothingInOrder[order]) || flagWords[first].nothing;
}

const plainOrder = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

export function compareConversations(order: ConversationOrder) {
  return (a: ConversationDto, b: ConversationDto): number =>
    order === 'newest'
      ? plainOrder(b.lastActivityAt, a.lastActivityAt) || plainOrder(b.id, a.id)
      : plainOrder(a.windowClosesAt ?? '', b.windowClosesAt ?? '') || plainOrder(a.id, b.id);
}

interface ShownInput {
  list: LoadedList;
  filter: ListFilter;
  conversations: ReadonlyMap<string, ConversationDto>;
  nowMs: number;
  /** The open conversation stays in the list until it is left. */
  keepId: string | null;
}

/**
 * The rows of a list: without a search, everything known that matches down to the last loaded page, so that pushed
 * conversations take their place; with a search, what the server found.
 */
export function shownConversations({ list, filter, conversations, nowMs, keepId }: ShownInput): ConversationDto[] {
  const compare = compareConversations(filter.order);
  const belongs = (conversation: ConversationDto) => matches(conversation, filter, nowMs, conversation.id === keepId);
  if (filter.search !== '') {
    return list.ids
      .flatMap((id) => conversations.get(id) ?? [])
      .filter(belongs)
      .sort(compare);
  }
  const { edge, nextCursor } = list;
  const within = (conversation: ConversationDto) =>
    nextCursor === null || (edge !== null && compare(conversation, edge) <= 0);
  return [...conversations.values()].filter((known) => belongs(known) && within(known)).sort(compare);
}
