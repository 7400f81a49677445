import { type Clock, seconds } from '../../platform/clock.js';
import type { ConversationRecord } from '../conversation.model.js';
import { comparedAddress, isAddress } from '../ids.js';
import type { MessageRecord } from '../message.model.js';

/** So many conversations are remembered. */
const mostKept = 5_000;
/** And so many messages. */
const mostMessages = 20_000;

/**
 * A phone alone may have passed to somebody else, which another process knows before this one does. What was stored or
 * looked up so recently still holds.
 */
const phoneHoldsMs = seconds(10);

type Remembered = Pick<
  ConversationRecord,
  '_id' | 'accountId' | 'phoneNumberId' | 'addresses' | 'since' | 'unsettledAt'
>;

/**
 * Which conversations and messages were written last, by id: to tell of a message before anything has been asked of the
 * database. Nothing is written by it.
 */
export function createConversationMemory(clock: Clock) {
  const kept = new Map<string, { id: string; atMs: number }>();
  const messages = new Set<string>();
  const keyOf = (accountId: string, phoneNumberId: string, address: string) =>
    `${accountId} ${phoneNumberId} ${address}`;
  return {
    keep(conversations: readonly Remembered[]): void {
      const atMs = clock.now().getTime();
      for (const { _id, accountId, phoneNumberId, addresses, since, unsettledAt } of conversations) {
        for (const address of addresses) {
          const key = keyOf(accountId, phoneNumberId, comparedAddress(address));
          kept.delete(key);
          // Where an address was somebody else's before, the time of a message decides: that is looked up.
          if (!since && !unsettledAt && isAddress(address)) kept.set(key, { id: _id, atMs });
        }
      }
      for (const key of kept.keys()) {
        if (kept.size <= mostKept) break;
        kept.delete(key);
      }
    },

    keepMessages(records: readonly Pick<MessageRecord, '_id' | 'accountId'>[]): void {
      for (const { _id, accountId } of records) messages.add(`${accountId} ${_id}`);
      for (const id of messages) {
        if (messages.size <= mostMessages) break;
        messages.delete(id);
      }
    },

    /**
     * The id of the conversation with a customer, when it is remembered under every one of these addresses; under a phone
     * alone, only what is fresh.
     */
    conversationIdOf(accountId: string, phoneNumberId: string, addresses: readonly string[]): string | null {
      const [first, ...more] = addresses.map((address) => kept.get(keyOf(accountId, phoneNumberId, address)));
      if (!first || more.some((other) => other?.id !== first.id)) return null;
      const isPhoneAlone = more.length === 0 && addresses[0]?.startsWith('w:');
      return isPhoneAlone && clock.now().getTime() - first.atMs > phoneHoldsMs ? null : first.id;
    },

    /** Whether this message was written not long ago. */
    hasMessage: (accountId: string, messageId: string): boolean => messages.has(`${accountId} ${messageId}`),

    forget({ accountId, phoneNumberId, addresses }: Remembered): void {
      for (const address of addresses) kept.delete(keyOf(accountId, phoneNumberId, comparedAddress(address)));
    },
  };
}
export type ConversationMemory = ReturnType<typeof createConversationMemory>;
