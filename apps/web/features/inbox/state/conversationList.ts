import type {
  ConversationDto,
  ConversationOrder,
  ConversationsQuery,
  SearchConversationsRequest,
} from '@switchboard/contracts';
import { waitsForUs } from '../reading';

/** What the list is to show. */
export interface ListFilter {
  phoneNumberId: string | null;
  unreadOnly: boolean;
  /** Only those in which the customer had the last word. */
  waitingOnly: boolean;
  /** Searched by the server, in names, numbers and messages. */
  search: string;
  order: ConversationOrder;
}

/** What was loaded of one list. */
export interface LoadedList {
  ids: readonly string[];
  nextCursor: string | null;
  /** The last one of the last page, as it was then: so far down the list is complete. Null while it is empty. */
  edge: ConversationDto | null;
}

/** The name under which a list is kept. */
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

/** What asks the server for it where something is searched for: in a body, because words and names are personal. */
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
 * Whether a conversation belongs to the list, as far as this can be said without the server.
 *
 * @param isKept It stays although it was read or answered just now.
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

/** Which of two conversations stands first. */
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
  /** A conversation that stays although it was read or answered: the open one, until one leaves it. */
  keepId: string | null;
}

/**
 * The rows of a list. Without a search they are everything that is known and matches, down to where the server's pages
 * have come, so that what was pushed since then stands in its place. With a search, only what the server found.
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
