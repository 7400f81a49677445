import { asFilledText, asId, asList, asObject, asText, type JsonObject } from './jsonReaders.js';
import { readPlace, toUnknown } from './place.js';
import { isAccountField, readAccountUpdate } from './readAccountUpdate.js';
import { readCalls } from './readCalls.js';
import { readHandover } from './readHandover.js';
import { readNumberChange } from './readNumberChange.js';
import { readPhoneContents, withoutContents } from './readPhoneContents.js';
import { readPreferences } from './readPreferences.js';
import type { WebhookDelivery, WebhookUpdate } from './webhook.types.js';

/**
 * Takes one delivery of Meta's apart (meta-platform 8.4 to 8.7).
 *
 * Takes any parsed JSON and never throws. Every entry, every change and every message, status and error in a change
 * gives at least one update, in Meta's order (of one change: messages before statuses before errors); what cannot be read
 * is `unknown` and takes nothing else along. Written by hand in place of a schema: a receiver reads thousands of these in
 * a second.
 *
 * @returns `null` when it is not a delivery at all: an object with a text `object` and a list `entry`.
 */
export function readWebhook(parsedJson: unknown): WebhookDelivery | null {
  const body = asObject(parsedJson);
  const object = asText(body?.object);
  const entries = asList(body?.entry);
  if (object === undefined || entries === undefined) return null;
  const updates: WebhookUpdate[] = [];
  for (const entry of entries) readEntry(entry, updates);
  return { object, updates };
}

function readEntry(value: unknown, updates: WebhookUpdate[]): void {
  const entry = asObject(value);
  const entryId = asId(entry?.id) ?? '';
  const changes = asList(entry?.changes);
  if (changes === undefined || changes.length === 0) {
    updates.push(toUnknown({ entryId, field: '' }, 'malformed', value));
    return;
  }
  for (const change of changes) readChange(change, { id: entryId, time: entry?.time }, updates);
}

function readChange(value: unknown, entry: { id: string; time: unknown }, updates: WebhookUpdate[]): void {
  const change = asObject(value);
  const field = asFilledText(change?.field);
  const content = asObject(change?.value);
  const place = { entryId: entry.id, field: field ?? '' };
  if (field === undefined || content === undefined) {
    // With a field it is the value that is wrong; without one nothing tells what the change is about.
    const known = content ? readPlace(place, content) : place;
    updates.push(toUnknown(known, 'malformed', field === undefined ? value : change?.value));
    return;
  }
  const readAccount = (told: JsonObject) =>
    updates.push(readAccountUpdate(field, told, entry) ?? toUnknown(readPlace(place, content), 'malformed', told));
  switch (field) {
    case 'messages':
    case 'smb_message_echoes':
    case 'standby':
      readNumberChange(place, content, updates);
      return;
    case 'history':
    case 'smb_app_state_sync':
      readAccount(withoutContents(content));
      readPhoneContents(place, content, updates);
      return;
    case 'messaging_handovers':
      readHandover(place, content, entry.time, updates);
      return;
    case 'calls':
      readCalls(place, content, updates);
      return;
    case 'user_preferences':
      readAccount(content);
      readPreferences(place, content, updates);
      return;
    default:
      if (isAccountField(field)) readAccount(content);
      else updates.push(toUnknown(readPlace(place, content), 'field_unknown', content));
  }
}
