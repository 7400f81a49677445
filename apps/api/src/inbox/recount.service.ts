import type { Model, QueryFilter } from 'mongoose';
import type { ConversationRecord } from './conversation.model.js';
import type { MessageRecord } from './message.model.js';
import { lastMessageOf } from './receiving/receive.js';

export interface RecountDeps {
  messages: Model<MessageRecord>;
  conversations: Model<ConversationRecord>;
}

/** A process that died may have left hundreds: one after the other they would wait for the disk that often. */
const countedAtOnce = 16;

/** Makes a conversation's summary from its messages, for when it cannot be known which of them it has counted. */
export function createRecountService({ messages, conversations }: RecountDeps) {
  /** Exact at the moment of its write, which holds only if nobody else has changed the conversation meanwhile. */
  async function recount(conversationId: string): Promise<void> {
    for (;;) {
      const conversation = await conversations.findById(conversationId).lean<ConversationRecord>();
      if (!conversation) return;
      const { accountId, readUpTo, revision } = conversation;
      const inConversation = { accountId, conversationId };
      const fromCustomer: QueryFilter<MessageRecord> = {
        ...inConversation,
        direction: 'in',
        'content.kind': { $ne: 'system' },
      };
      const fromNow: QueryFilter<MessageRecord> = { ...fromCustomer, isPast: { $ne: true } };
      const [last, lastInbound, lastLive, unread] = await Promise.all([
        messages.findOne(inConversation).sort({ sortKey: -1 }).lean<MessageRecord>(),
        messages.findOne(fromCustomer).sort({ sortKey: -1 }).lean<MessageRecord>(),
        messages.findOne(fromNow).sort({ sortKey: -1 }).lean<MessageRecord>(),
        messages.countDocuments({ ...fromNow, ...(readUpTo ? { arrivedAt: { $gt: readUpTo } } : {}) }),
      ]);
      const { matchedCount } = await conversations.updateOne(
        { _id: conversationId, revision },
        {
          $set: {
            unread,
            ...(last ? { lastMessage: lastMessageOf(last), lastActivityAt: last.at } : {}),
            ...(lastInbound ? { lastInboundAt: lastInbound.at } : {}),
            ...(lastLive ? { lastInboundWamid: lastLive.wamid } : {}),
          },
          // What another person wrote may have been taken out of it.
          $unset: {
            ...(last ? {} : { lastMessage: 1 }),
            ...(lastInbound ? {} : { lastInboundAt: 1 }),
            ...(lastLive ? {} : { lastInboundWamid: 1 }),
          },
          $inc: { revision: 1 },
        },
      );
      if (matchedCount === 1) return;
    }
  }

  return {
    recount,

    async recountAll(conversationIds: readonly string[]): Promise<void> {
      for (let from = 0; from < conversationIds.length; from += countedAtOnce) {
        await Promise.all(conversationIds.slice(from, from + countedAtOnce).map(recount));
      }
    },
  };
}
export type RecountService = ReturnType<typeof createRecountService>;
