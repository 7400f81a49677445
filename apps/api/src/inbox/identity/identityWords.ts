import type { Model } from 'mongoose';
import type { Clock } from '../../platform/clock.js';
import { identityFactId, listAddresses, receivedMessageId } from '../ids.js';
import { getCollection } from '../inboxWrites.js';
import type { RoutedUpdate } from '../receiving/receive.types.js';
import type { NumberOf } from './component.js';
import type { Names } from './facts.js';
import type { IdentityFactRecord } from './identityFact.model.js';
import { addressesIn, recipientNames } from './peers.js';

export function namedBy({ update }: RoutedUpdate): string[] {
  if (update.kind === 'status') return listAddresses(recipientNames(update) ?? {});
  return update.contact ? addressesIn({ ...update, contact: update.contact }) : [];
}

/** The driver would store undefined as null. */
function stored<T>(value: T): T {
  if (Array.isArray(value)) return value.map(stored) as T;
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, stored(inner)])) as T;
}

/** Keeps facts about who somebody is that are in no message. */
export function createIdentityWords(deps: { identityFacts: Model<IdentityFactRecord>; clock: Clock }) {
  const facts = getCollection(deps.identityFacts);
  const { clock } = deps;

  /** @param isLoose nobody they name is known. */
  async function keepJoined(words: readonly [NumberOf, Names][], isLoose: boolean): Promise<void> {
    const operations = words.flatMap(([number, joined]) => {
      const addresses = listAddresses(joined);
      if (addresses.length < 2) return [];
      const _id = identityFactId(number.accountId, number.phoneNumberId, ...addresses);
      const record = { ...number, addresses, arrivedAt: clock.now(), joined, ...(isLoose ? { isLoose } : {}) };
      return [{ updateOne: { filter: { _id }, update: { $setOnInsert: record }, upsert: true } }];
    });
    if (operations.length > 0) await facts.bulkWrite(operations as never, { ordered: false });
  }

  async function keepPending(one: RoutedUpdate): Promise<void> {
    const { accountId, arrivedAt, place, update } = one;
    if (update.kind === 'status') return;
    const _id = identityFactId(accountId, receivedMessageId(update.phoneNumberId, update.message.id));
    const record = {
      accountId,
      phoneNumberId: update.phoneNumberId,
      addresses: namedBy(one),
      arrivedAt,
      isLoose: true,
      pending: { place, update: stored(update) },
    };
    await facts.updateOne({ _id }, { $setOnInsert: record } as never, { upsert: true });
  }

  return { keepJoined, keepPending };
}
export type IdentityWords = ReturnType<typeof createIdentityWords>;
