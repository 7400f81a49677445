import { samePhone } from '../phoneKey.js';
import { readAddresses, sortAddresses } from './addresses.js';
import { type ContactFinder, createContactFinder } from './contacts.js';
import { asFilledText, asFlag, asId, asList, asMoment, asObject, asText, type JsonObject } from './jsonReaders.js';
import { type NumberPlace, type Place, readItems, readPlace, toItems, toUnknown } from './place.js';
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
  const place = readPlace(base, value);
  const asObjects = (list: unknown): JsonObject[] =>
    toItems(list).flatMap((item) => {
      const object = asObject(item);
      if (!object) updates.push(toUnknown(place, 'malformed', item));
      return object ? [object] : [];
    });

  if (base.field === 'smb_app_state_sync') {
    readItems(place, value.state_sync, updates, readContact);
    return;
  }
  for (const part of asObjects(value.history)) {
    for (const thread of asObjects(part.threads)) {
      const contact = readPhoneContact(thread);
      readItems(place, oldestFirst(thread.messages), updates, (at, item) => readPast(at, item, contact));
    }
  }
  const findContact = createContactFinder(value.contacts);
  const readFile = (at: NumberPlace, item: JsonObject) => readPast(at, item, undefined, findContact);
  readItems(place, value.messages, updates, readFile);
  readItems(place, value.message_echoes, updates, readFile);
}

/** Meta lists a thread from its end. Within one second of Meta's clock only the order of the list tells. */
function oldestFirst(list: unknown): unknown {
  const items = asList(list);
  const readTime = (item: unknown) => asMoment(asObject(item)?.timestamp)?.getTime() ?? 0;
  return items && readTime(items[0]) > readTime(items.at(-1)) ? items.toReversed() : list;
}

/** The customer a thread is with. Its id is the phone number; without one it is the business-scoped id. */
function readPhoneContact({ id, context }: JsonObject): WebhookContact | undefined {
  const named = asObject(context);
  const phone = readAddresses(id, undefined) ? id : named?.wa_id;
  const addresses = readAddresses(asId(phone), named?.user_id, named?.parent_user_id);
  return addresses && { ...addresses, username: asFilledText(named?.username) };
}

function readPast(
  place: NumberPlace,
  item: JsonObject,
  thread?: WebhookContact,
  findContact?: ContactFinder,
): PastMessageUpdate | undefined {
  const message = readMessage(item);
  // Phones keep no groups in their history. One all the same is nobody's own conversation.
  if (message === undefined || asId(item.group_id) !== undefined) return undefined;
  const history = asObject(item.history_context);
  const isOurs = isOwnMessage(place, item, history, thread);
  const contact = isOurs ? (thread ?? readReceiver(item, findContact)) : readWriter(item, thread, findContact);
  if (!isOurs && !contact) return undefined;
  return {
    kind: 'past',
    ...place,
    direction: isOurs ? 'out' : 'in',
    contact,
    message,
    status: isOurs ? readPastStatus(history?.status) : undefined,
  };
}

/**
 * Whether the business wrote it. Meta says so in some histories; otherwise the numbers tell, which may be written in two
 * ways (meta-platform 17.2). `from_user_id` tells nothing beside a number: Meta's example of a message of the business has
 * the customer's there.
 */
function isOwnMessage(place: NumberPlace, item: JsonObject, history?: JsonObject, thread?: WebhookContact): boolean {
  const said = asFlag(history?.from_me) ?? asFlag(item.from_me);
  if (said !== undefined) return said;
  const isBusiness = (waId: string | undefined) =>
    waId !== undefined && place.displayPhone !== undefined && samePhone(waId, place.displayPhone);
  const from = sortAddresses(item.from, undefined);
  if (isBusiness(from.waId)) return true;
  const to = readAddresses(item.to, item.to_user_id);
  if (to !== undefined) return !isBusiness(to.waId);
  if (from.waId !== undefined && thread?.waId !== undefined) return !samePhone(from.waId, thread.waId);
  if (from.userId !== undefined && thread?.userId !== undefined) return from.userId !== thread.userId;
  return false;
}

const readReceiver = (item: JsonObject, findContact: ContactFinder = (addresses) => addresses) =>
  findContact(readAddresses(item.to, item.to_user_id, item.to_parent_user_id));

/** Whoever wrote, by the message's own id: a phone number can pass to another person while its thread goes on. */
function readWriter(
  item: JsonObject,
  thread?: WebhookContact,
  findContact: ContactFinder = (addresses) => addresses,
): WebhookContact | undefined {
  const from = readAddresses(item.from, item.from_user_id, item.from_parent_user_id);
  if (thread === undefined) return findContact(from);
  if (from === undefined) return thread;
  const isOther = thread.userId !== undefined && from.userId !== undefined && thread.userId !== from.userId;
  if (isOther) return { ...from, waId: from.waId ?? thread.waId };
  // A number is not taken from the message: the business's own, written in another way, would become the customer's.
  return {
    ...thread,
    userId: thread.userId ?? from.userId,
    parentUserId: thread.parentUserId ?? from.parentUserId,
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
  const who = readAddresses(contact?.phone_number, contact?.user_id, contact?.parent_user_id);
  const at = asMoment(asObject(item.metadata)?.timestamp);
  if (item.type !== 'contact' || who === undefined || at === undefined) return undefined;
  if (item.action !== 'add' && item.action !== 'remove') return undefined;
  const name = asFilledText(contact?.full_name) ?? asFilledText(contact?.first_name) ?? null;
  return {
    kind: 'phone_contact',
    ...place,
    waId: who.waId,
    userId: who.userId,
    username: asFilledText(contact?.username),
    name: item.action === 'add' ? name : null,
    at,
  };
}
