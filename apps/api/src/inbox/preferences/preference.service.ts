import type { PreferenceUpdate, WebhookContact } from '@switchboard/graph';
import type { Model, mongo } from 'mongoose';
import { isDuplicateKey } from '../../platform/errors.js';
import type { ChangeService } from '../change.service.js';
import type { ConversationRecord } from '../conversation.model.js';
import { listAddresses, preferenceId, userIdAddress } from '../ids.js';
import { getCollection, updateTo } from '../inboxWrites.js';
import { maxRaceTries } from '../limits.js';
import { type Preference, withPreferences } from './optOut.js';
import type { PreferenceRecord } from './preference.model.js';

export interface PreferenceServiceDeps {
  preferences: Model<PreferenceRecord>;
  conversations: Model<ConversationRecord>;
  changes: Pick<ChangeService, 'announce'>;
}

export interface RoutedPreference extends Preference {
  accountId: string;
  phoneNumberId: string;
  contact: WebhookContact;
}

export const placedPreference = (
  accountId: string,
  { phoneNumberId, contact, category, value, at }: PreferenceUpdate,
): RoutedPreference => ({ accountId, phoneNumberId, contact, category, value, at });

/**
 * A wish is stored before it is put into conversations, and a conversation is stored before its wishes are looked up,
 * so that one of the two always sees the other.
 */
export function createPreferenceService({ preferences, conversations, changes }: PreferenceServiceDeps) {
  const wishes = getCollection(preferences);
  const threads = getCollection(conversations);

  async function keep({ _id, ...fields }: PreferenceRecord): Promise<void> {
    try {
      await wishes.updateOne({ _id, accountId: fields.accountId }, { $setOnInsert: fields }, { upsert: true });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }

  /** What was said under the conversation's addresses while they were this customer's. */
  async function wishesFor(conversation: ConversationRecord): Promise<Preference[]> {
    const { accountId, phoneNumberId, addresses } = conversation;
    const ids = addresses.filter((address) => address.startsWith('u:'));
    const address = { $in: everyAddress(conversation) };
    const found = await wishes.find({ accountId, phoneNumberId, address }).toArray();
    return found
      .filter(({ userId }) => !userId || ids.length === 0 || ids.includes(userIdAddress(userId)))
      .filter((wish) => isTheirs(conversation, wish))
      .map(({ category, value, at }) => ({ category, value, at }));
  }

  /** @param again a first time may have failed before browsers were notified. */
  async function settleOne(id: string, accountId: string, again: boolean): Promise<void> {
    for (let tries = 0; tries < maxRaceTries; tries += 1) {
      const conversation = await threads.findOne({ _id: id, accountId });
      if (!conversation || conversation.isGroup) return;
      const held = withPreferences(conversation.preferences, await wishesFor(conversation));
      const isSame = held === conversation.preferences || (held.length === 0 && !conversation.preferences);
      if (!isSame) {
        const { matchedCount } = await threads.updateOne(
          { _id: id, accountId, revision: conversation.revision },
          updateTo<ConversationRecord>({ preferences: held }) as mongo.UpdateFilter<ConversationRecord>,
        );
        if (matchedCount === 0) continue;
      }
      if (!isSame || (again && held.length > 0)) {
        await changes.announce(accountId, { messageIds: [], conversationIds: [id] });
      }
      return;
    }
    throw new Error(`what a customer wants could not be put into a conversation in ${maxRaceTries} tries`);
  }

  return {
    /** Idempotent. */
    async receive(routed: readonly RoutedPreference[], again: boolean): Promise<void> {
      for (const { accountId, phoneNumberId, contact, category, value, at } of routed) {
        const addresses = listAddresses(contact);
        const wish = { category, value, at, ...(contact.userId ? { userId: contact.userId } : {}) };
        for (const address of addresses) {
          const _id = preferenceId(accountId, phoneNumberId, address, wish);
          await keep({ _id, accountId, phoneNumberId, address, ...wish });
        }
        const found = await threads
          .find(
            {
              $or: [
                { accountId, phoneNumberId, addresses: { $in: addresses } },
                { accountId, phoneNumberId, 'former.address': { $in: addresses } },
              ],
            } as mongo.Filter<ConversationRecord>,
            { projection: { _id: 1 } },
          )
          .toArray();
        for (const { _id } of found) await settleOne(_id, accountId, again);
      }
    },

    /** For conversations that are new or have a further address. */
    async settle(fresh: readonly ConversationRecord[], again: boolean): Promise<void> {
      const people = fresh.filter(({ isGroup }) => !isGroup);
      if (people.length === 0) return;
      const asked = people.map((one) => {
        const { accountId, phoneNumberId } = one;
        return { accountId, phoneNumberId, address: { $in: everyAddress(one) } };
      });
      const waiting = await wishes.find({ $or: asked }).toArray();
      for (const conversation of people) {
        const { _id, accountId, phoneNumberId } = conversation;
        const addresses = everyAddress(conversation);
        const isAbout = (one: PreferenceRecord) =>
          one.accountId === accountId && one.phoneNumberId === phoneNumberId && addresses.includes(one.address);
        if (waiting.some(isAbout)) await settleOne(_id, accountId, again);
      }
    },

    /** @returns null where the customer is not known. */
    async findName(
      accountId: string,
      { phoneNumberId, contact }: Pick<PreferenceUpdate, 'phoneNumberId' | 'contact'>,
    ): Promise<string | null> {
      const addresses = listAddresses(contact);
      const found = await threads
        .find({ accountId, phoneNumberId, addresses: { $in: addresses } })
        .limit(2)
        .toArray();
      const surest = addresses.at(-1) ?? '';
      const thread = found.find((one) => one.addresses.includes(surest)) ?? found[0];
      return thread?.savedName ?? thread?.name ?? thread?.username ?? null;
    },

    /** Idempotent. @returns how many wishes there were. */
    async erase(accountId: string, phoneNumberIds: readonly string[]): Promise<number> {
      const ofNumbers = { accountId, phoneNumberId: { $in: [...phoneNumberIds] } };
      return (await preferences.deleteMany(ofNumbers)).deletedCount;
    },
  };
}
export type PreferenceService = ReturnType<typeof createPreferenceService>;

const everyAddress = ({ addresses, former }: ConversationRecord): string[] => [
  ...addresses,
  ...(former ?? []).map(({ address }) => address),
];

function isTheirs({ addresses, since, former }: ConversationRecord, { address, at }: PreferenceRecord): boolean {
  if (!addresses.includes(address)) return (former ?? []).some((one) => one.address === address && at < one.until);
  const from = since?.find((one) => one.address === address)?.at;
  return !from || at >= from;
}
