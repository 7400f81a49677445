import type { ConversationRecord } from '../conversation.model.js';
import { addressesOf, receivedMessageId } from '../ids.js';
import type { MessageRecord } from '../message.model.js';
import { isAboutAnotherMessage } from './messageContent.mapper.js';
import type { PlacedUpdate } from './receive.types.js';

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

    /**
     * The conversation of a single plain message, when it is remembered under every address of its customer. Messages
     * that are about other messages, or answer one, need to be looked up.
     */
    conversationOf(placed: readonly PlacedUpdate[]): ConversationRecord | null {
      const [one] = placed;
      if (!one || placed.length > 1 || one.update.kind !== 'message') return null;
      const { contact, message, phoneNumberId } = one.update;
      if (message.context?.repliesTo || message.content.type === 'system') return null;
      if (isAboutAnotherMessage(message.content)) return null;
      // Meta repeats itself, mostly soon.
      if (messages.has(receivedMessageId(phoneNumberId, message.id))) return null;
      const found = addressesOf(contact).map((address) => kept.get(keyOf(one.accountId, phoneNumberId, address)));
      const [first] = found;
      return first && found.every((conversation) => conversation === first) ? first : null;
    },

    forget(conversation: ConversationRecord): void {
      for (const address of conversation.addresses) {
        kept.delete(keyOf(conversation.accountId, conversation.phoneNumberId, address));
      }
    },
  };
}
export type ConversationMemory = ReturnType<typeof createConversationMemory>;
