import type { Model } from 'mongoose';
import type { ChangeService } from '../change.service.js';
import type { ConversationRecord } from '../conversation.model.js';
import { getCollection } from '../inboxWrites.js';
import { maxMarked } from '../limits.js';
import type { MessageRecord } from '../message.model.js';
import { originAt } from './learn.js';

export interface ResponderServiceDeps {
  messages: Model<MessageRecord>;
  conversations: Model<ConversationRecord>;
  changes: Pick<ChangeService, 'announce'>;
}

export function createResponderService({ messages, conversations, changes }: ResponderServiceDeps) {
  const rows = getCollection(messages);

  const markLast = (accountId: string, _id: string, messageId: string, sentBy: 'meta_agent' | 'other_app') =>
    getCollection(conversations).updateOne(
      { _id, accountId, 'lastMessage.id': messageId },
      { $set: { 'lastMessage.sentBy': sentBy }, $inc: { revision: 1 } },
    );

  return {
    /** A hand-over tells who sent what we were shown before it. Idempotent. */
    async markStandby(handedOver: readonly ConversationRecord[]): Promise<void> {
      for (const { _id: conversationId, accountId, responder, lastMessage } of handedOver) {
        const sent = await rows
          .find({ accountId, conversationId, direction: 'out', isStandby: true })
          .sort({ sortKey: -1 })
          .limit(maxMarked)
          .toArray();
        const wrong = sent.filter(({ origin, at }) => origin !== originAt(responder, at));
        if (wrong.length === 0) continue;
        await rows.bulkWrite(
          wrong.map(({ _id, at, revision }) => ({
            updateOne: {
              filter: { _id, accountId, revision },
              update: { $set: { origin: originAt(responder, at) }, $inc: { revision: 1 } },
            },
          })),
          { ordered: false },
        );
        const shown = wrong.find(({ _id }) => _id === lastMessage?.id);
        if (shown) await markLast(accountId, conversationId, shown._id, originAt(responder, shown.at));
        await changes.announce(accountId, {
          messageIds: wrong.map(({ _id }) => _id),
          conversationIds: shown ? [conversationId] : [],
        });
      }
    },
  };
}
export type ResponderService = ReturnType<typeof createResponderService>;
