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
export function accountEventEntry(field: string, event?: string): DictionaryEntry | undefined {
  const events = lookUp<EventTable>(accountEvents, field);
  return events ? lookUp(events, event ?? '') : lookUp<DictionaryEntry>(accountFields, field);
}

/** Whether the dictionary has words for a webhook field as such. */
export const isKnownAccountField = (field: string): boolean =>
  Object.hasOwn(accountEvents, field) || Object.hasOwn(accountFields, field);

const lookUpIn =
  (table: EventTable) =>
  (word: string): DictionaryEntry | undefined =>
    lookUp(table, word);

/** Why a number that is shared with the phone left: `disconnection_info.reason` of `PARTNER_REMOVED`. */
export const disconnectionEntry = lookUpIn(disconnections);
/** `ban_info.waba_ban_state` of `DISABLED_UPDATE`. */
export const banEntry = lookUpIn(bans);
/** One `restriction_type` of `ACCOUNT_RESTRICTION`. */
export const restrictionEntry = lookUpIn(restrictions);
/** Meta's `status` of a number. */
export const numberStatusEntry = lookUpIn(statuses);
/** Meta's `name_status` (or `new_name_status`) of a number. */
export const nameStatusEntry = lookUpIn(names);
/** `can_send_message` in Meta's `health_status`. */
export const healthEntry = lookUpIn(sendability);
