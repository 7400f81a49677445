import { type ContactFinder, createContactFinder } from './contacts.js';
import { asDigits, asFilledText, asId, asList, asObject, asText, type JsonObject } from './jsonReaders.js';
import { type NumberPlace, type Place, toUnknown } from './place.js';
import { isAccountField, readAccountUpdate } from './readAccountUpdate.js';
import { readMessage } from './readMessage.js';
import { readPhoneContents, withoutContents } from './readPhoneContents.js';
import { readError, readStatus } from './readStatus.js';
import type {
  InboundMessageUpdate,
  MessageEchoUpdate,
  MessageStatusUpdate,
  ProblemUpdate,
  WebhookDelivery,
  WebhookUpdate,
} from './webhook.types.js';

/**
 * Takes one delivery of Meta's apart (meta-platform 8.4 to 8.7).
 *
 * Takes any parsed JSON and never throws. Every entry, every change and every message, status and error in a change
 * gives at least one update, in Meta's order (of one change: messages before statuses before errors); what cannot be read is `unknown` and takes nothing else along. Written by
 * hand in place of a schema: a receiver reads thousands of these in a second.
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
    updates.push(toUnknown(place, 'malformed', field === undefined ? value : change?.value));
  } else if (field === 'messages' || field === 'smb_message_echoes') {
    readNumberChange(place, content, updates);
  } else if (field === 'history' || field === 'smb_app_state_sync') {
    const rest = withoutContents(content);
    updates.push(readAccountUpdate(field, rest, entry) ?? toUnknown(place, 'malformed', rest));
    readPhoneContents(place, content, updates);
  } else if (isAccountField(field)) {
    updates.push(readAccountUpdate(field, content, entry) ?? toUnknown(place, 'malformed', content));
  } else {
    updates.push(toUnknown(place, 'field_unknown', content));
  }
}

/** What a change tells about one number: lists of messages, echoes, statuses and errors, any of which may be there. */
function readNumberChange(base: Place, value: JsonObject, updates: WebhookUpdate[]): void {
  const metadata = asObject(value.metadata);
  const phoneNumberId = asId(metadata?.phone_number_id);
  const displayPhone = asDigits(metadata?.display_phone_number);
  const findContact = createContactFinder(value.contacts);
  const before = updates.length;

  const readItems = (list: unknown, read: ReadItem) => {
    // Something else in place of a list is one thing that cannot be read.
    for (const item of asList(list) ?? (list === undefined || list === null ? [] : [list])) {
      const object = asObject(item);
      const update =
        object && phoneNumberId !== undefined
          ? read({ ...base, phoneNumberId, displayPhone }, object, findContact)
          : undefined;
      updates.push(update ?? toUnknown({ ...base, phoneNumberId }, 'malformed', item));
    }
  };
  readItems(value.messages, readInbound);
  readItems(value.message_echoes, readEcho);
  readItems(value.statuses, toStatusUpdate);
  readItems(value.errors, readProblem);

  if (updates.length === before) updates.push(toUnknown({ ...base, phoneNumberId }, 'malformed', value));
}

type ReadItem = (place: NumberPlace, item: JsonObject, findContact: ContactFinder) => WebhookUpdate | undefined;

function readInbound(
  place: NumberPlace,
  item: JsonObject,
  findContact: ContactFinder,
): InboundMessageUpdate | undefined {
  const contact = findContact(asId(item.from), asFilledText(item.from_user_id));
  const message = readMessage(item);
  return contact && message && { kind: 'message', ...place, contact, message };
}

function readEcho(place: NumberPlace, item: JsonObject, findContact: ContactFinder): MessageEchoUpdate | undefined {
  const contact = findContact(asId(item.to), asFilledText(item.to_user_id));
  const message = readMessage(item);
  return contact && message && { kind: 'echo', ...place, contact, message };
}

function toStatusUpdate(place: NumberPlace, item: JsonObject): MessageStatusUpdate | undefined {
  const status = readStatus(item);
  return status && { kind: 'status', ...place, ...status };
}

function readProblem(place: NumberPlace, item: JsonObject): ProblemUpdate | undefined {
  const error = readError(item);
  return error && { kind: 'problem', ...place, error };
}
