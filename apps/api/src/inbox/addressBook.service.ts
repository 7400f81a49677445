import type { PhoneContactUpdate } from '@switchboard/graph';
import type { Model, mongo } from 'mongoose';
import type { PhoneContactRecord } from './addressBook.model.js';
import type { ChangeService } from './change.service.js';
import type { ConversationRecord } from './conversation.model.js';
import type { Names } from './identity/facts.js';
import { phoneKey, phoneSpellings } from './identity/phoneKey.js';
import { idContactId, isAddress, listAddresses, listSpellings, phoneContactId, toWaId } from './ids.js';
import { getCollection, updateTo } from './inboxWrites.js';
import { maxRaceTries } from './limits.js';
import { toSearchKey } from './receiving/searchKey.js';

export interface AddressBookDeps {
  phoneContacts: Model<PhoneContactRecord>;
  conversations: Model<ConversationRecord>;
  changes: Pick<ChangeService, 'announce'>;
  /** An entry with a phone and an id says that the two belong together. */
  onJoined: (number: { accountId: string; phoneNumberId: string }, names: Names) => Promise<void>;
}

export interface RoutedContact {
  accountId: string;
  update: PhoneContactUpdate;
}

const atOnce = 500;
const announcedAtOnce = 100;

/**
 * The address books of phones whose number is shared: what the business calls its customers. An entry alone makes no
 * conversation. It is stored before conversations are named, and a conversation is stored before its name is looked up,
 * so that one of the two always sees the other.
 */
export function createAddressBookService({ phoneContacts, conversations, changes, onJoined }: AddressBookDeps) {
  const contacts = getCollection(phoneContacts);
  const rows = getCollection(conversations);

  /**
   * The entry with the later time of Meta's stays. Within one second a name wins over its removal, then the greater
   * text.
   */
  function keep(record: PhoneContactRecord): mongo.AnyBulkWriteOperation<PhoneContactRecord> {
    const { at, name } = record;
    // To the database, what is missing or null comes before everything.
    const isLater = { $lt: ['$at', at] };
    const isGreater = { $and: [{ $eq: ['$at', at] }, { $lt: ['$name', { $literal: name }] }] };
    const update = [{ $replaceWith: { $cond: [{ $or: [isLater, isGreater] }, { $literal: record }, '$$ROOT'] } }];
    return { updateOne: { filter: { _id: record._id }, update, upsert: true } };
  }

  /** @returns by conversation id, what the phone calls the customer: the latest entry under any of their addresses. */
  async function findNames(found: readonly ConversationRecord[]): Promise<Map<string, string>> {
    const asked = found.flatMap((conversation) => listEntries(conversation).flatMap(({ ids }) => ids));
    const entries = await contacts.find({ _id: { $in: asked }, name: { $ne: null } }).toArray();
    const byId = new Map(entries.map((entry) => [entry._id, entry]));
    const names = new Map<string, string>();
    for (const conversation of found) {
      const latest = listEntries(conversation)
        .flatMap(({ ids, isTheirs }) => ids.flatMap((id) => byId.get(id) ?? []).filter(({ at }) => isTheirs(at)))
        .reduce<PhoneContactRecord | null>((best, entry) => (best && best.at >= entry.at ? best : entry), null);
      if (latest?.name) names.set(conversation._id, latest.name);
    }
    return names;
  }

  /** @param again a first time may have failed before browsers were notified. */
  async function nameAll(which: mongo.Filter<ConversationRecord>, accountId: string, again: boolean): Promise<void> {
    const named = new Map<string, ConversationRecord>();
    for (let tries = 0; tries < maxRaceTries; tries += 1) {
      const found = (await rows.find(which).toArray()) as ConversationRecord[];
      const names = await findNames(found);
      if (again) for (const conversation of found) named.set(conversation._id, conversation);
      const changed = found.filter((conversation) => conversation.savedName !== names.get(conversation._id));
      if (changed.length === 0) {
        await notifyChange(accountId, [...named.values()]);
        return;
      }
      for (const conversation of changed) named.set(conversation._id, conversation);
      await rows.bulkWrite(
        changed.map((conversation) => {
          const savedName = names.get(conversation._id);
          const searchKey = toSearchKey({ ...conversation, savedName });
          const { _id, revision } = conversation;
          return { updateOne: { filter: { _id, accountId, revision }, update: updateTo({ savedName, searchKey }) } };
        }) as mongo.AnyBulkWriteOperation<ConversationRecord>[],
        { ordered: false },
      );
    }
    throw new Error(`the names of a phone could not be put into conversations in ${maxRaceTries} tries`);
  }

  async function notifyChange(accountId: string, named: readonly ConversationRecord[]): Promise<void> {
    for (let from = 0; from < named.length; from += announcedAtOnce) {
      const part = named.slice(from, from + announcedAtOnce);
      await changes.announce(accountId, { messageIds: [], conversationIds: part.map(({ _id }) => _id) });
    }
  }

  return {
    /** Stores entries and names the conversations that exist. Idempotent. */
    async receive(routed: readonly RoutedContact[], again: boolean): Promise<void> {
      for (const [accountId, phoneNumberId, updates] of byNumber(routed)) {
        for (let from = 0; from < updates.length; from += atOnce) {
          const part = updates.slice(from, from + atOnce);
          const number = { accountId, phoneNumberId };
          const records = part.flatMap((update) => toRecords(number, update));
          if (records.length === 0) continue;
          await contacts.bulkWrite(records.map(keep), { ordered: false });
          for (const { waId, userId } of part) if (waId && userId) await onJoined(number, { waId, userId });
          const addresses = [...new Set(part.flatMap(listAddresses).flatMap(listSpellings))];
          await nameAll({ ...number, addresses: { $in: addresses } }, accountId, again);
        }
      }
    },

    /** Names conversations that are new or whose customer has other addresses, and removes names that no longer fit. */
    async name(fresh: readonly ConversationRecord[], again: boolean): Promise<void> {
      if (fresh.length === 0) return;
      const names = await findNames(fresh);
      const known = fresh.filter(({ _id, savedName }) => names.has(_id) || savedName !== undefined);
      for (const accountId of new Set(known.map((conversation) => conversation.accountId))) {
        const ids = known.filter((conversation) => conversation.accountId === accountId).map(({ _id }) => _id);
        await nameAll({ _id: { $in: ids }, accountId }, accountId, again);
      }
    },

    /** Deletes the address books of numbers. Idempotent. @returns how many entries there were. */
    async erase(accountId: string, phoneNumberIds: readonly string[]): Promise<number> {
      const ofNumbers = { accountId, phoneNumberId: { $in: [...phoneNumberIds] } };
      return (await phoneContacts.deleteMany(ofNumbers)).deletedCount;
    },
  };
}
export type AddressBookService = ReturnType<typeof createAddressBookService>;

function toRecords(
  { accountId, phoneNumberId }: { accountId: string; phoneNumberId: string },
  { waId, userId, name, at }: PhoneContactUpdate,
): PhoneContactRecord[] {
  const common = { accountId, phoneNumberId, name, at, ...(waId ? { waId } : {}), ...(userId ? { userId } : {}) };
  const ids = [
    ...(waId ? [phoneContactId(accountId, phoneNumberId, phoneKey(waId))] : []),
    ...(userId ? [idContactId(accountId, phoneNumberId, userId)] : []),
  ];
  return ids.map((_id) => ({ _id, ...common }));
}

/** The entry ids of a conversation's customer, each with the time from or until which it was theirs. */
function listEntries({ accountId, phoneNumberId, addresses, since, former }: ConversationRecord) {
  const toEntryIds = (address: string): string[] => {
    const waId = toWaId(address);
    if (waId === null) return [idContactId(accountId, phoneNumberId, address.slice(2))];
    return phoneSpellings(waId).map((digits) => phoneContactId(accountId, phoneNumberId, digits));
  };
  const now = addresses.filter(isAddress).map((address) => {
    const from = since?.find((one) => one.address === address)?.at;
    return { ids: toEntryIds(address), isTheirs: (at: Date) => !from || at >= from };
  });
  const before = (former ?? []).map(({ address, until }) => ({
    ids: toEntryIds(address),
    isTheirs: (at: Date) => at < until,
  }));
  return [...now, ...before];
}

function* byNumber(routed: readonly RoutedContact[]): Generator<[string, string, PhoneContactUpdate[]]> {
  const groups = new Map<string, [string, string, PhoneContactUpdate[]]>();
  for (const { accountId, update } of routed) {
    const key = `${accountId} ${update.phoneNumberId}`;
    const group = groups.get(key) ?? [accountId, update.phoneNumberId, []];
    groups.set(key, group);
    group[2].push(update);
  }
  yield* groups.values();
}
