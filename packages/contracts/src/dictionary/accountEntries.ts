import { bans, disconnections, names, restrictions, sendability, statuses } from './accountDetails.js';
import { accountEvents } from './accountEvents.js';
import { accountFields } from './accountFields.js';
import { type DictionaryEntry, lookUp } from './entry.js';

type EventTable = Readonly<Record<string, DictionaryEntry>>;

/**
 * What a webhook about an account or a number says.
 *
 * @param field the change's `field`: `account_update`, `phone_number_name_update`…
 * @param event Meta's word for what happened, for fields that have one: `event`, `decision` or `alert_type`.
 * @returns undefined for a field, or for an event of a known field, that nobody has words for yet.
 */
export function findAccountEventEntry(field: string, event?: string): DictionaryEntry | undefined {
  const events = lookUp<EventTable>(accountEvents, field);
  return events ? lookUp(events, event ?? '') : lookUp<DictionaryEntry>(accountFields, field);
}

export const isKnownAccountField = (field: string): boolean =>
  Object.hasOwn(accountEvents, field) || Object.hasOwn(accountFields, field);

const lookUpIn =
  (table: EventTable) =>
  (word: string): DictionaryEntry | undefined =>
    lookUp(table, word);

export const findDisconnectionEntry = lookUpIn(disconnections);
export const findBanEntry = lookUpIn(bans);
export const findRestrictionEntry = lookUpIn(restrictions);
export const findNumberStatusEntry = lookUpIn(statuses);
export const findNameStatusEntry = lookUpIn(names);
export const findHealthEntry = lookUpIn(sendability);
