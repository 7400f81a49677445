import { readAddresses } from './addresses.js';
import { createContactFinder } from './contacts.js';
import { asFilledText, asMoment, asText, type JsonObject } from './jsonReaders.js';
import { type Place, readItems, readPlace } from './place.js';
import type { PreferenceUpdate, WebhookUpdate } from './webhook.types.js';

/** What customers want of marketing, one update each (`user_preferences`, meta-platform 17.3). */
export function readPreferences(base: Place, value: JsonObject, updates: WebhookUpdate[]): void {
  const findContact = createContactFinder(value.contacts);
  readItems(readPlace(base, value), value.user_preferences, updates, (place, item) => {
    const contact = findContact(readAddresses(item.wa_id, item.user_id, item.parent_user_id));
    const category = asFilledText(item.category);
    const choice = readChoice(item.value);
    const at = asMoment(item.timestamp);
    if (contact === undefined || category === undefined || choice === undefined || at === undefined) return undefined;
    return { kind: 'preference', ...place, contact, category, value: choice, at, detail: asFilledText(item.detail) };
  });
}

function readChoice(value: unknown): PreferenceUpdate['value'] | undefined {
  const word = asText(value)?.toLowerCase();
  return word === 'stop' || word === 'resume' ? word : undefined;
}
