import {
  type ConversationFilterName,
  type ConversationFilters,
  conversationFilterNames,
  type FilterValue,
} from '@switchboard/contracts';
import type { QueryFilter } from 'mongoose';
import type { ConversationRecord } from './conversation.model.js';
import { waitsForUsFilter } from './reading.js';

type Condition = QueryFilter<ConversationRecord>;

/** By which condition the database finds what a filter of the list asks for. */
const conditions: { [Name in ConversationFilterName]: (asked: FilterValue<Name>) => Condition } = {
  phoneNumberId: (phoneNumberId) => ({ phoneNumberId }),
  unread: () => ({ unread: { $gt: 0 } }),
  waiting: () => waitsForUsFilter,
};

function conditionOf<Name extends ConversationFilterName>(name: Name, asked: ConversationFilters): Condition[] {
  const value = asked[name];
  return value ? [conditions[name](value)] : [];
}

/** @returns the conditions of all filters that are asked for, in the order of their table. */
export const toConditions = (asked: ConversationFilters): Condition[] =>
  conversationFilterNames.flatMap((name) => conditionOf(name, asked));
