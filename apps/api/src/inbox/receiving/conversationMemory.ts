import type { ConversationRecord } from '../conversation.model.js';
import { comparedAddress } from '../ids.js';
import type { MessageRecord } from '../message.model.js';

/** So many conversations are remembered. */
const mostKept = 5_000;
/** And so many messages. */
const mostMessages = 20_000;

type Remembered = Pick<
  ConversationRecord,
  '_id' | 'accountId' | 'phoneNumberId' | 'addresses' | 'since' | 'unsettledAt'
>;

/**
 * Which conversations and messages were written last, by id: to tell of a message before anything has been asked of the
 * database. Nothing is written by it.
 */
export function createConversationMemory() {
  const kept = new Map<string, string>();
  const messages = new Set<string>();
  const keyOf = (accountId: string, phoneNumberId: string, address: string) =>
    `${accountId} ${phoneNumberId} ${address}`;
  return {
    keep(conversations: readonly Remembered[]): void {
      for (const { _id, accountId, phoneNumberId, addresses, since, unsettledAt } of conversations) {
        for (const address of addresses) {
          const key = keyOf(accountId, phoneNumberId, comparedAddress(address));
          kept.delete(key);
          // Where an address was somebody else's before, the time of a message decides: that is looked up.
          if (!since && !unsettledAt) kept.set(key, _id);
        }
      }
      for (const key of kept.keys()) {
        if (kept.size <= mostKept) break;
        kept.delete(key);
      }
    },

    keepMessages(records: readonly Pick<MessageRecord, '_id'>[]): void {
      for (const { _id } of records) messages.add(_id);
      for (const id of messages) {
        if (messages.size <= mostMessages) break;
        messages.delete(id);
      }
    },

    /** The id of the conversation with a customer, when it is remembered under every one of these addresses. */
    conversationIdOf(accountId: string, phoneNumberId: string, addresses: readonly string[]): string | null {
      const ids = new Set(addresses.map((address) => kept.get(keyOf(accountId, phoneNumberId, address))));
      const [id, ...others] = ids;
      return id !== undefined && others.length === 0 ? id : null;
    },

    /** Whether this message was written not long ago. */
    hasMessage: (messageId: string): boolean => messages.has(messageId),

    forget({ accountId, phoneNumberId, addresses }: Remembered): void {
      for (const address of addresses) kept.delete(keyOf(accountId, phoneNumberId, comparedAddress(address)));
    },
  };
}
export type ConversationMemory = ReturnType<typeof createConversationMemory>;
