import type { Clock } from '../../platform/clock.js';
import type { ConversationRecord } from '../conversation.model.js';
import { comparedAddress, isAddress } from '../ids.js';
import { phoneTrustedMs } from '../lifetimes.js';
import { maxRememberedConversations, maxRememberedMessages } from '../limits.js';
import type { MessageRecord } from '../message.model.js';

type Remembered = Pick<
  ConversationRecord,
  '_id' | 'accountId' | 'phoneNumberId' | 'addresses' | 'since' | 'unsettledAt'
>;

/**
 * Remembers recent conversations and messages, so that a message can be shown before the database is asked. Nothing is
 * stored by it.
 */
export function createConversationMemory(clock: Clock) {
  const kept = new Map<string, { id: string; atMs: number }>();
  const messages = new Set<string>();
  const toKey = (accountId: string, phoneNumberId: string, address: string) =>
    `${accountId} ${phoneNumberId} ${address}`;
  return {
    keep(conversations: readonly Remembered[]): void {
      const atMs = clock.now().getTime();
      for (const { _id, accountId, phoneNumberId, addresses, since, unsettledAt } of conversations) {
        for (const address of addresses) {
          const key = toKey(accountId, phoneNumberId, comparedAddress(address));
          kept.delete(key);
          // The time of a message decides here, so it is looked up.
          if (!since && !unsettledAt && isAddress(address)) kept.set(key, { id: _id, atMs });
        }
      }
      for (const key of kept.keys()) {
        if (kept.size <= maxRememberedConversations) break;
        kept.delete(key);
      }
    },

    keepMessages(records: readonly Pick<MessageRecord, '_id' | 'accountId'>[]): void {
      for (const { _id, accountId } of records) messages.add(`${accountId} ${_id}`);
      for (const id of messages) {
        if (messages.size <= maxRememberedMessages) break;
        messages.delete(id);
      }
    },

    /** Only where all addresses agree; a phone alone counts only while it is fresh. */
    findConversationId(accountId: string, phoneNumberId: string, addresses: readonly string[]): string | null {
      const [first, ...more] = addresses.map((address) => kept.get(toKey(accountId, phoneNumberId, address)));
      if (!first || more.some((other) => other?.id !== first.id)) return null;
      const isPhoneAlone = more.length === 0 && addresses[0]?.startsWith('w:');
      return isPhoneAlone && clock.now().getTime() - first.atMs > phoneTrustedMs ? null : first.id;
    },

    hasMessage: (accountId: string, messageId: string): boolean => messages.has(`${accountId} ${messageId}`),

    forget({ accountId, phoneNumberId, addresses }: Remembered): void {
      for (const address of addresses) kept.delete(toKey(accountId, phoneNumberId, comparedAddress(address)));
    },
  };
}
export type ConversationMemory = ReturnType<typeof createConversationMemory>;
