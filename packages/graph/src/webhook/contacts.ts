import { samePhone } from '../phoneKey.js';
import { type Addresses, readAddresses } from './addresses.js';
import { asFilledText, asList, asObject } from './jsonReaders.js';
import type { WebhookContact } from './webhook.types.js';

/**
 * Completes the addresses that a message has with what `contacts[]` tells. A message without any is from the only
 * contact. `undefined`: nothing tells who it is.
 */
export type ContactFinder = (addresses: Addresses | undefined) => WebhookContact | undefined;

/**
 * Reads `contacts[]` (meta-platform 8.4) once for all messages beside it.
 *
 * The addresses of the message itself always win. A contact that has one of them completes them; the only contact, when
 * it has neither, gives no more than its names: Meta writes some countries' numbers in two ways.
 */
export function createContactFinder(contacts: unknown): ContactFinder {
  const list = asList(contacts);
  if (list === undefined || list.length === 0) return withoutContacts;
  return list.length === 1 ? createFinderInOne(list[0]) : createFinderInSeveral(list);
}

const withoutContacts: ContactFinder = (addresses) => addresses && { ...addresses };

function createFinderInOne(value: unknown): ContactFinder {
  // Statuses have contacts, too, and need none.
  let entry: Entry | undefined;
  return (addresses) => {
    entry ??= readEntry(value);
    if (addresses === undefined) return entry.addresses && { ...entry.addresses, ...entry.names };
    if (entry.addresses && isSame(entry.addresses, addresses)) return complete(addresses, entry);
    return entry.addresses && isSomebodyElse(entry.addresses, addresses)
      ? { ...addresses }
      : { ...addresses, ...entry.names };
  };
}

/** A thousand messages beside a thousand contacts are a million comparisons without a map. */
function createFinderInSeveral(list: readonly unknown[]): ContactFinder {
  const byUserId = new Map<string, Entry>();
  const byWaId = new Map<string, Entry>();
  for (const value of list) {
    const entry = readEntry(value);
    const { waId, userId } = entry.addresses ?? {};
    if (userId !== undefined) byUserId.set(userId, entry);
    if (waId !== undefined) byWaId.set(waId, entry);
  }
  return (addresses) => {
    if (addresses === undefined) return undefined;
    const { waId, userId } = addresses;
    const sameUser = userId === undefined ? undefined : byUserId.get(userId);
    if (sameUser) return complete(addresses, sameUser);
    const samePhoneEntry = waId === undefined ? undefined : byWaId.get(waId);
    return samePhoneEntry?.addresses && !isSomebodyElse(samePhoneEntry.addresses, addresses)
      ? complete(addresses, samePhoneEntry)
      : { ...addresses };
  };
}

interface Entry {
  addresses?: Addresses;
  names: Pick<WebhookContact, 'name' | 'username'>;
}

function readEntry(value: unknown): Entry {
  const entry = asObject(value);
  const profile = asObject(entry?.profile);
  return {
    addresses: readAddresses(entry?.wa_id, entry?.user_id, entry?.parent_user_id),
    names: { name: asFilledText(profile?.name), username: asFilledText(profile?.username) },
  };
}

const complete = (own: Addresses, { addresses, names }: Entry): WebhookContact => ({
  waId: own.waId ?? addresses?.waId,
  userId: own.userId ?? addresses?.userId,
  parentUserId: own.parentUserId ?? addresses?.parentUserId,
  name: names.name,
  username: names.username,
});

function isSame(entry: Addresses, own: Addresses): boolean {
  if (own.userId !== undefined && entry.userId !== undefined) return own.userId === entry.userId;
  return own.waId !== undefined && entry.waId !== undefined && samePhone(own.waId, entry.waId);
}

/** A phone number can pass to another person; a business-scoped id cannot. */
const isSomebodyElse = (entry: Addresses, own: Addresses): boolean =>
  entry.userId !== undefined && own.userId !== undefined && entry.userId !== own.userId;
