import { samePhone } from '../phoneKey.js';
import { type Addresses, readAddresses, sortAddresses } from './addresses.js';
import type { ContactFinder } from './contacts.js';
import { asFilledText, asObject, asText, type JsonObject } from './jsonReaders.js';
import type { WebhookContact, WebhookContent } from './webhook.types.js';

type SystemContent = Extract<WebhookContent, { type: 'system' }>;

/**
 * What is told about a person's number or id (meta-platform 17.2). Meta has written it in many shapes: the old id in
 * `previous_user_id`, in `from_user_id`, or in the sentence only; `from_user_id` may be the new id as well; `from` is the
 * old number, the same number, empty or absent. What stands in a place of its own is believed before the sentence.
 */
export function readSystem(message: JsonObject): SystemContent | undefined {
  const system = asObject(message.system);
  if (system === undefined) return undefined;
  const metaType = asText(system.type) ?? '';
  const body = asText(system.body) ?? '';
  const event = toSystemEvent(metaType, system);
  if (event === 'other') return { type: 'system', event, metaType, body };

  const from = sortAddresses(system.customer ?? message.from, message.from_user_id, message.from_parent_user_id);
  const next = sortAddresses(system.wa_id ?? system.new_wa_id, system.user_id, system.parent_user_id);
  const previous = sortAddresses(undefined, system.previous_user_id, system.previous_parent_user_id);
  const said = readSentence(body);

  // Beside an id that is called previous, another one is the new.
  const isFromNew = previous.userId !== undefined && from.userId !== previous.userId;
  const newUserId = next.userId ?? (isFromNew ? from.userId : undefined) ?? said?.next.userId;
  const newWaId = next.waId ?? said?.next.waId;
  const isNewNumber = event === 'number_changed' || newWaId !== undefined;
  const isOldNumber = (waId: string | undefined) => waId !== undefined && !(newWaId && samePhone(waId, newWaId));
  return {
    type: 'system',
    event,
    metaType,
    body,
    newWaId,
    newUserId,
    newParentUserId: next.parentUserId,
    previousWaId: isNewNumber ? [from.waId, said?.previous.waId].find(isOldNumber) : undefined,
    previousUserId:
      ifOther(previous.userId, newUserId) ??
      ifOther(from.userId, newUserId) ??
      ifOther(said?.previous.userId, newUserId),
    previousParentUserId: previous.parentUserId ?? ifOther(from.parentUserId, next.parentUserId),
  };
}

/**
 * Who a system message is about: who the person was until then, by every old address; where none is named, who they are
 * now; else whom the contacts beside it name. Contacts give no address to an old one: they may be of the new.
 */
export function readWhoChanged(
  message: JsonObject,
  content: SystemContent,
  findContact: ContactFinder,
): WebhookContact | undefined {
  const from = sortAddresses(message.from, message.from_user_id, message.from_parent_user_id);
  if (content.event === 'other') {
    const customer = asObject(message.system)?.customer;
    return findContact(readAddresses(message.from || customer, message.from_user_id, message.from_parent_user_id));
  }
  const { previousWaId, previousUserId, previousParentUserId, newWaId, newUserId, newParentUserId } = content;
  // Of a person whose id changed, the number they wrote from is theirs before and after.
  const old: Addresses = {
    waId: previousWaId ?? from.waId,
    userId: previousUserId,
    parentUserId: previousParentUserId,
  };
  const was =
    readAddresses(old.waId, old.userId, old.parentUserId) ?? readAddresses(newWaId, newUserId, newParentUserId);
  if (was === undefined) return findContact(undefined);
  const named = findContact(was);
  return { ...was, name: named?.name, username: named?.username };
}

function toSystemEvent(metaType: string, system: JsonObject): SystemContent['event'] {
  switch (metaType) {
    case 'user_changed_number':
    case 'customer_changed_number':
      return 'number_changed';
    case 'user_changed_user_id':
      return 'user_id_changed';
    default:
      return asFilledText(system.previous_user_id) === undefined ? 'other' : 'user_id_changed';
  }
}

const ifOther = (id: string | undefined, than: string | undefined) => (id === than ? undefined : id);

const longestSentence = 600;
/**
 * The ids in Meta's sentence: "User <name> changed from <old> to <new>". The name is the person's own words, so only the
 * end counts.
 */
function readSentence(body: string): { previous: Addresses; next: Addresses } | undefined {
  const end = body.slice(-longestSentence);
  const at = end.lastIndexOf('changed from ');
  if (at === -1) return undefined;
  const [previous, next, ...more] = end.slice(at + 'changed from '.length).split(' to ');
  if (previous === undefined || next === undefined || more.length > 0) return undefined;
  return { previous: asNamed(previous), next: asNamed(next) };
}

function asNamed(words: string): Addresses {
  const trimmed = words.trim();
  const id = trimmed.endsWith('.') ? trimmed.slice(0, -1) : trimmed;
  return sortAddresses(id, undefined);
}
