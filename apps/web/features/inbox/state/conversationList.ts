import type {
  ConversationDto,
  ConversationOrder,
  ConversationsQuery,
  SearchConversationsRequest,
} from '@switchboard/contracts';
import { waitsForUs } from '../reading';

export interface ListFilter {
  phoneNumberId: string | null;
  unreadOnly: boolean;
  waitingOnly: boolean;
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

export const listKey = ({ phoneNumberId, unreadOnly, waitingOnly, search, order }: ListFilter): string =>
  JSON.stringify([phoneNumberId, unreadOnly, waitingOnly, search, order]);

/** The query that asks the server for it, where nothing is searched for. */
export const listQuery = (
  { order, phoneNumberId, unreadOnly, waitingOnly }: ListFilter,
  cursor: string | null,
  limit: number,
): ConversationsQuery => ({
  order,
  limit,
  phoneNumberId: phoneNumberId ?? undefined,
  unread: unreadOnly ? 'true' : undefined,
  waiting: waitingOnly ? 'true' : undefined,
  cursor: cursor ?? undefined,
});

/** The body of a search: words and names are personal and stay out of addresses. */
export const searchOf = (
  { search, order, phoneNumberId, unreadOnly, waitingOnly }: ListFilter,
  cursor: string | null,
  limit: number,
): SearchConversationsRequest => ({
  ...{ search, order, limit },
  ...(phoneNumberId === null ? {} : { phoneNumberId }),
  ...(unreadOnly ? { unread: true } : {}),
  ...(waitingOnly ? { waiting: true } : {}),
  ...(cursor === null ? {} : { cursor }),
});

/**
 * Whether a conversation belongs to a list, as far as the browser can tell.
 * @param isKept It stays although it was just read or answered.
 */
export function matches(conversation: ConversationDto, filter: ListFilter, nowMs: number, isKept = false): boolean {
  const byWindow = filter.order === 'window';
  if (filter.phoneNumberId !== null && conversation.phoneNumberId !== filter.phoneNumberId) return false;
  if (filter.unreadOnly && conversation.unread === 0 && !isKept) return false;
  if ((filter.waitingOnly || byWindow) && !isKept && !waitsForUs(conversation, nowMs)) return false;
  if (!byWindow) return true;
  return conversation.windowClosesAt !== null && Date.parse(conversation.windowClosesAt) > nowMs;
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
