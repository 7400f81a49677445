import type { Model } from 'mongoose';
import type { ChangeService } from '../change.service.js';
import type { ConversationRecord } from '../conversation.model.js';
import { rowsOf } from '../inboxWrites.js';
import type { MessageRecord } from '../message.model.js';
import { originAt } from './learn.js';

export interface ResponderServiceDeps {
  messages: Model<MessageRecord>;
  changes: Pick<ChangeService, 'announce'>;
}

/** A hand-over tells of the last hours: what is further back stays as it was marked. */
const mostMarked = 200;

/** What a hand-over says of messages that are here already. */
export function createResponderService({ messages, changes }: ResponderServiceDeps) {
  const rows = rowsOf(messages);

  return {
    /**
     * Marks what another responder sent as Meta's agent's or another app's, now that a hand-over says which it was. Safe to
     * run again.
     */
    async markStandby(conversations: readonly ConversationRecord[]): Promise<void> {
      for (const { _id: conversationId, accountId, responder } of conversations) {
        const sent = await rows
          .find({ accountId, conversationId, direction: 'out', isStandby: true })
          .sort({ sortKey: -1 })
          .limit(mostMarked)
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
        await changes.announce(accountId, { messageIds: wrong.map(({ _id }) => _id), conversationIds: [] });
      }
    },
  };
}
export type ResponderService = ReturnType<typeof createResponderService>;
