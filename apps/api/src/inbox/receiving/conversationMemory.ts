import type { ConversationRecord } from '../conversation.model.js';
import type { MessageRecord } from '../message.model.js';

/** So many conversations are remembered. */
const mostKept = 5_000;
/** And so many messages. */
const mostMessages = 20_000;

/**
 * The conversations that were written last, by customer. What is remembered may be out of date: every write names the
 * revision it starts from, so that a wrong memory is found out and changes nothing.
 */
export function createConversationMemory() {
  const kept = new Map<string, ConversationRecord>();
  const messages = new Set<string>();
  const keyOf = (accountId: string, phoneNumberId: string, address: string) =>
    `${accountId} ${phoneNumberId} ${address}`;
  return {
    keep(conversations: readonly ConversationRecord[]): void {
      for (const conversation of conversations) {
        for (const address of conversation.addresses) {
          const key = keyOf(conversation.accountId, conversation.phoneNumberId, address);
          kept.delete(key);
          kept.set(key, conversation);
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

    /** The conversation with a customer, when it is remembered under every one of these addresses. */
    conversationOf(
      accountId: string,
      phoneNumberId: string,
      [address, ...others]: readonly string[],
    ): ConversationRecord | null {
      const at = (one: string | undefined) => one && kept.get(keyOf(accountId, phoneNumberId, one));
      const first = at(address);
      return first && others.every((other) => at(other) === first) ? first : null;
    },

    /** Whether this message was written not long ago. */
    hasMessage: (messageId: string): boolean => messages.has(messageId),

    forget(conversation: ConversationRecord): void {
      for (const address of conversation.addresses) {
        kept.delete(keyOf(conversation.accountId, conversation.phoneNumberId, address));
      }
    },
  };
}
export type ConversationMemory = ReturnType<typeof createConversationMemory>;
