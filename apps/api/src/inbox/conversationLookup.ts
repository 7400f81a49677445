import type { Model } from 'mongoose';
import { AppError } from '../platform/errors.js';
import type { ConversationRecord } from './conversation.model.js';
import type { RedirectRecord } from './identity/redirect.model.js';
import { listSpellings, phoneAddress } from './ids.js';
import type { MessageRecord } from './message.model.js';

export interface ConversationLookupDeps {
  conversations: Model<ConversationRecord>;
  messages: Model<MessageRecord>;
  redirects: Model<RedirectRecord>;
}

/** Finds conversations by their ids, which stay valid after a merge, and by the customer's phone. */
export function createConversationLookup({ conversations, messages, redirects }: ConversationLookupDeps) {
  return {
    /**
     * @param conversationId also one that was merged: the conversation it was merged into is returned, under its own id.
     * @throws AppError `conversation_not_found`.
     */
    async find(accountId: string, conversationId: string): Promise<ConversationRecord> {
      const row = await conversations.findOne({ _id: conversationId, accountId }).lean<ConversationRecord>();
      if (row) return row;
      const redirect = await redirects.findOne({ _id: conversationId, accountId }).lean<RedirectRecord>();
      const into =
        redirect && (await conversations.findOne({ _id: redirect.into, accountId }).lean<ConversationRecord>());
      if (!into) throw new AppError('conversation_not_found');
      return into;
    },

    async findMessage(accountId: string, conversationId: string, messageId: string): Promise<MessageRecord> {
      const row = await messages.findOne({ _id: messageId, accountId, conversationId }).lean<MessageRecord>();
      if (!row) throw new AppError('message_not_found');
      return row;
    },

    async has(accountId: string, conversationId: string): Promise<boolean> {
      if ((await conversations.exists({ _id: conversationId, accountId })) !== null) return true;
      return (await redirects.exists({ _id: conversationId, accountId })) !== null;
    },

    /** @returns its id, and those of the conversations that were merged into it. */
    async listIds({ accountId, _id }: ConversationRecord): Promise<string[]> {
      const former = await redirects.find({ accountId, into: _id }, { _id: 1 }).lean<Pick<RedirectRecord, '_id'>[]>();
      return [_id, ...former.map((redirect) => redirect._id)];
    },

    /** @returns when the customer with this phone last wrote to the number; null: never. `waId` has digits only. */
    async lastWroteAt(accountId: string, phoneNumberId: string, waId: string): Promise<Date | null> {
      const row = await conversations
        .findOne(
          { accountId, phoneNumberId, addresses: { $in: listSpellings(phoneAddress(waId)) } },
          { lastInboundAt: 1 },
        )
        .lean<Pick<ConversationRecord, 'lastInboundAt'>>();
      return row?.lastInboundAt ?? null;
    },
  };
}
export type ConversationLookup = ReturnType<typeof createConversationLookup>;
