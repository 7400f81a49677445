import {
  type ConversationChoice,
  type ConversationDto,
  type ConversationFilterName,
  type ConversationFlag,
  conversationFilterNames,
  type FilterValue,
} from '@switchboard/contracts';
import { waitsForUs } from '../reading';

/** What a list is narrowed down by; null where it is not. */
export type ListFilters = { [Name in ConversationFilterName]: FilterValue<Name> | null };

type Belongs<Name extends ConversationFilterName> = (
  conversation: ConversationDto,
  asked: FilterValue<Name>,
  nowMs: number,
) => boolean;

/** By which rule a conversation belongs to a list that is open, as far as the browser can tell. */
const rules: { [Name in ConversationFilterName]: Belongs<Name> } = {
  phoneNumberId: ({ phoneNumberId }, asked) => phoneNumberId === asked,
  unread: ({ unread }) => unread > 0,
  waiting: (conversation, _asked, nowMs) => waitsForUs(conversation, nowMs),
};

export interface FlagWords {
  /** On its button. */
  label: string;
  means?: string;
  /** Instead of an empty list. */
  nothing: NothingWords;
}
export interface NothingWords {
  title: string;
  text: string;
}

/** What is said about a filter that is on or off. Each has a button; a choice among several has a menu of its own. */
export const flagWords: Record<ConversationFlag, FlagWords> = {
  unread: {
    label: 'Unread',
    nothing: { title: 'All read', text: 'There is no conversation with unread messages.' },
  },
  waiting: {
    label: 'Waiting for us',
    means: 'The last word is the customer’s',
    nothing: { title: 'Nobody is waiting', text: 'In every conversation the last word is yours.' },
  },
};

const isFlag = (name: ConversationFilterName): name is ConversationFlag => name in flagWords;
export const flagNames = conversationFilterNames.filter(isFlag);
export const choiceNames = conversationFilterNames.filter((name): name is ConversationChoice => !isFlag(name));

export const noFilters = Object.fromEntries(conversationFilterNames.map((name) => [name, null])) as ListFilters;

function isWithin<Name extends ConversationFilterName>(
  name: Name,
  filters: Partial<ListFilters>,
  conversation: ConversationDto,
  nowMs: number,
): boolean {
  const asked: ListFilters[Name] | undefined = filters[name];
  return !asked || rules[name](conversation, asked, nowMs);
}

/** Whether a conversation is one of those that are asked for. */
export const isWithinAll = (filters: Partial<ListFilters>, conversation: ConversationDto, nowMs: number): boolean =>
  conversationFilterNames.every((name) => isWithin(name, filters, conversation, nowMs));
