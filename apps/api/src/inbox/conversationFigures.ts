import { windowOpenedAfter } from '@switchboard/graph';
import type { Model } from 'mongoose';
import { type Clock, later } from '../platform/clock.js';
import type { ConversationRecord } from './conversation.model.js';
import { recentlyWroteMs } from './lifetimes.js';
import type { MessageRecord } from './message.model.js';

export interface ConversationFiguresDeps {
  conversations: Model<ConversationRecord>;
  messages: Model<MessageRecord>;
  clock: Clock;
}

/** What a disconnect would interrupt, in figures. */
export function createConversationFigures({ conversations, messages, clock }: ConversationFiguresDeps) {
  return {
    /** @returns in how many conversations of these numbers the 24 hours are open. */
    openChats(accountId: string, phoneNumberIds: readonly string[]): Promise<number> {
      const since = windowOpenedAfter(clock.now());
      return conversations.countDocuments({
        accountId,
        // Activity is never older than the last inbound message, and has the index.
        lastActivityAt: { $gt: since },
        phoneNumberId: { $in: [...phoneNumberIds] },
        lastInboundAt: { $gt: since },
      });
    },

    /** @returns how many members wrote from these numbers in the last seven days. */
    async peopleWriting(accountId: string, phoneNumberIds: readonly string[]): Promise<number> {
      const since = later(clock.now(), -recentlyWroteMs);
      const active = await conversations
        .find({ accountId, lastActivityAt: { $gt: since }, phoneNumberId: { $in: [...phoneNumberIds] } }, { _id: 1 })
        .lean<{ _id: string }[]>();
      const writers = await messages.distinct('author.userId', {
        accountId,
        conversationId: { $in: active.map((conversation) => conversation._id) },
        origin: 'switchboard',
        at: { $gt: since },
      });
      return writers.length;
    },
  };
}
