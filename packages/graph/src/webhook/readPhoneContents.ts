import { asDigits, asFilledText, asId, asList, asMoment, asObject, asText, type JsonObject } from './jsonReaders.js';
import { type NumberPlace, type Place, toUnknown } from './place.js';
import { readMessage } from './readMessage.js';
import type { PastMessageUpdate, PhoneContactUpdate, WebhookContact, WebhookUpdate } from './webhook.types.js';

/**
 * The value of a phone's contacts or history without what `readPhoneContents` makes updates of: a history may have
 * thousands of messages, and each is kept once.
 */
export function withoutContents(value: JsonObject): JsonObject {
  const { messages: _messages, message_echoes: _echoes, ...rest } = value;
  const history = asList(value.history)?.map((part) => {
    const { threads: _threads, ...others } = asObject(part) ?? {};
    return others;
  });
  return { ...rest, ...(history ? { history } : {}), ...(asList(value.state_sync) ? { state_sync: [] } : {}) };
}

/**
 * What `smb_app_state_sync` and `history` bring (meta-platform 8.7): entries of the phone's address book, and messages of
 * its past. A past message stands in a thread, named after its customer, or beside all threads when its file follows
 * later. Every entry and every message gives one update, those of a thread
 * oldest first; what cannot be read is `unknown`.
 */
export function readPhoneContents(base: Place, value: JsonObject, updates: WebhookUpdate[]): void {
  const metadata = asObject(value.metadata);
  const phoneNumberId = asId(metadata?.phone_number_id);
  const displayPhone = asDigits(metadata?.display_phone_number);
  const place = phoneNumberId === undefined ? undefined : { ...base, phoneNumberId, displayPhone };

  const readItems = (list: unknown, read: (place: NumberPlace, item: JsonObject) => WebhookUpdate | undefined) => {
    for (const item of itemsOf(list)) {
      const object = asObject(item);
      const update = place && object ? read(place, object) : undefined;
      updates.push(update ?? toUnknown({ ...base, phoneNumberId }, 'malformed', item));
    }
  };
  const asObjects = (list: unknown): JsonObject[] =>
    itemsOf(list).flatMap((item) => {
      const object = asObject(item);
      if (!object) updates.push(toUnknown({ ...base, phoneNumberId }, 'malformed', item));
      return object ? [object] : [];
    });

  if (base.field === 'smb_app_state_sync') {
    readItems(value.state_sync, readContact);
    return;
  }
  for (const part of asObjects(value.history)) {
    for (const thread of asObjects(part.threads)) {
      const contact = contactOf(thread);
      readItems(oldestFirst(thread.messages), (at, item) => (contact ? readPast(at, item, contact) : undefined));
    }
  }
  readItems(value.messages, readPast);
  readItems(value.message_echoes, readPast);
}

/** Something else in place of a list is one thing that cannot be read. */
const itemsOf = (list: unknown): unknown[] => asList(list) ?? (list === undefined || list === null ? [] : [list]);

/** Meta lists a thread from its end. Within one second of Meta's clock only the order of the list tells. */
function oldestFirst(list: unknown): unknown {
  const items = asList(list);
  const timeOf = (item: unknown) => asMoment(asObject(item)?.timestamp)?.getTime() ?? 0;
  return items && timeOf(items[0]) > timeOf(items.at(-1)) ? items.toReversed() : list;
}

/** The customer a thread is with. Its id is the phone number; without one it is the business-scoped id. */
function contactOf({ id, context }: JsonObject): WebhookContact | undefined {
  const named = asObject(context);
  const name = asId(id);
  const isPhone = name !== undefined && /^\+?\d+$/.test(name);
  const waId = isPhone ? asDigits(name) : asFilledText(named?.wa_id);
  const userId = asFilledText(named?.user_id) ?? (isPhone ? undefined : name);
  return waId === undefined && userId === undefined
    ? undefined
    : { waId, userId, username: asFilledText(named?.username) };
}

function readPast(place: NumberPlace, item: JsonObject, contact?: WebhookContact): PastMessageUpdate | undefined {
  const message = readMessage(item);
  const from = asDigits(item.from);
  const history = asObject(item.history_context);
  const isOurs = history?.from_me === true || (from !== undefined && from === place.displayPhone);
  // Whoever wrote to the business, or whom it wrote to: Meta gives the latter for echoes only.
  const waId = asId(isOurs ? item.to : item.from);
  const userId = asFilledText(isOurs ? item.to_user_id : item.from_user_id);
  const found = contact ?? (waId === undefined && userId === undefined ? undefined : { waId, userId });
  if (!message || (!isOurs && !found)) return undefined;
  return {
    kind: 'past',
    ...place,
    direction: isOurs ? 'out' : 'in',
    contact: found,
    message,
    status: isOurs ? readPastStatus(history?.status) : undefined,
  };
}

/** Meta's page has the words in capitals, its webhooks in small letters. */
function readPastStatus(value: unknown): PastMessageUpdate['status'] {
  const word = asText(value)?.toLowerCase();
  switch (word) {
    case 'pending':
    case 'sent':
    case 'delivered':
    case 'read':
    case 'played':
      return word;
    case 'error':
      return 'failed';
    default:
      return undefined;
  }
}

function readContact(place: NumberPlace, item: JsonObject): PhoneContactUpdate | undefined {
  const contact = asObject(item.contact);
  const waId = asDigits(contact?.phone_number);
  const at = asMoment(asObject(item.metadata)?.timestamp);
  if (item.type !== 'contact' || waId === undefined || at === undefined) return undefined;
  if (item.action !== 'add' && item.action !== 'remove') return undefined;
  const name = asFilledText(contact?.full_name) ?? asFilledText(contact?.first_name) ?? null;
  return { kind: 'phone_contact', ...place, waId, name: item.action === 'add' ? name : null, at };
}
