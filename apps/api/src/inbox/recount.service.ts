import type { Model, QueryFilter } from 'mongoose';
import type { ConversationRecord } from './conversation.model.js';
import type { MessageRecord } from './message.model.js';
import { opensWindowFilter, wantsReadingFilter } from './reading.js';
import { unreadFilter } from './receiving/answered.js';
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
      const fromCustomer: QueryFilter<MessageRecord> = { ...inConversation, ...opensWindowFilter };
      // What a read mark can name: Meta's own id of a message that came to us.
      const fromNow: QueryFilter<MessageRecord> = {
        ...fromCustomer,
        isPast: { $ne: true },
        isStandby: { $ne: true },
        wamid: { $exists: true },
      };
      const unseen = { ...inConversation, ...wantsReadingFilter };
      const latest = (filter: QueryFilter<MessageRecord>) =>
        messages.findOne(filter).sort({ sortKey: -1 }).lean<MessageRecord>();
      const [last, lastInbound, lastLive, lastAnswer] = await Promise.all([
        latest(inConversation),
        latest(fromCustomer),
        latest(fromNow),
        latest({ ...inConversation, direction: 'out', origin: 'phone_app' }),
      ]);
      const answeredUpTo = lastAnswer?.at;
      const unread = await messages.countDocuments({ ...unseen, ...unreadFilter({ readUpTo, answeredUpTo }) });
      const { matchedCount } = await conversations.updateOne(
        { _id: conversationId, revision },
        {
          $set: {
            unread,
            ...(answeredUpTo ? { answeredUpTo } : {}),
            ...(last ? { lastMessage: lastMessageOf(last), lastActivityAt: last.at } : {}),
            ...(lastInbound && !conversation.isGroup ? { lastInboundAt: lastInbound.at } : {}),
            ...(lastLive && !conversation.isGroup ? { lastInboundWamid: lastLive.wamid } : {}),
          },
          $unset: {
            // What another person wrote may have been taken out of it, or turned out to be a message that was sent from here.
            ...(answeredUpTo ? {} : { answeredUpTo: 1 as const }),
            ...(last ? {} : { lastMessage: 1 as const }),
            ...(lastInbound ? {} : { lastInboundAt: 1 as const }),
            ...(lastLive ? {} : { lastInboundWamid: 1 as const }),
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
