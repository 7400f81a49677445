import type { Model, QueryFilter } from 'mongoose';
import { type Clock, later } from '../platform/clock.js';
import type { ChangeService } from './change.service.js';
import type { ConversationRecord } from './conversation.model.js';
import type { ConversationLookup } from './conversationLookup.js';
import type { MessageRecord } from './message.model.js';
import { toReadFilter } from './reading.js';
import { unreadFilter } from './receiving/answered.js';

export interface ReadStateDeps {
  conversations: Model<ConversationRecord>;
  messages: Model<MessageRecord>;
  lookup: Pick<ConversationLookup, 'find' | 'findMessage'>;
  changes: Pick<ChangeService, 'announce'>;
  clock: Clock;
}

type ReadMarks = Pick<ConversationRecord, 'readUpTo' | 'answeredUpTo'>;

/** Marks conversations as read and unread, for the whole team. */
export function createReadState({ conversations, messages, lookup, changes, clock }: ReadStateDeps) {
  async function latestArrival(filter: QueryFilter<MessageRecord>): Promise<Date | undefined> {
    const latest = await messages.findOne(filter, { arrivedAt: 1 }).sort({ arrivedAt: -1 }).lean<MessageRecord>();
    return latest?.arrivedAt;
  }

  /** @returns null when somebody else changed the conversation in between. */
  async function setMarks(row: ConversationRecord, marks: ReadMarks): Promise<ConversationRecord | null> {
    const { _id, accountId, revision } = row;
    const unread = await messages.countDocuments({
      ...toReadFilter(accountId, _id),
      ...unreadFilter({ ...row, ...marks }),
    });
    const changed = await conversations
      .findOneAndUpdate(
        { _id, accountId, revision },
        { $set: { ...marks, unread }, $inc: { revision: 1 } },
        { returnDocument: 'after' },
      )
      .lean<ConversationRecord>();
    if (changed) await changes.announce(accountId, { messageIds: [], conversationIds: [_id] });
    return changed;
  }

  return {
    /**
     * @param upTo a message; all there is when absent. @throws AppError `conversation_not_found`, `message_not_found`.
     */
    async markRead(accountId: string, askedId: string, upTo?: string): Promise<ConversationRecord> {
      const { _id: conversationId } = await lookup.find(accountId, askedId);
      const message = upTo ? await lookup.findMessage(accountId, conversationId, upTo) : null;
      for (;;) {
        const conversation = await lookup.find(accountId, conversationId);
        // Not "now": nobody has seen a message that is not stored yet.
        const readUpTo =
          message?.arrivedAt ?? (await latestArrival(toReadFilter(accountId, conversationId))) ?? clock.now();
        const isKnown = conversation.readUpTo !== undefined && conversation.readUpTo >= readUpTo;
        if (conversation.unread === 0 || isKnown) return conversation;
        const changed = await setMarks(conversation, { readUpTo });
        if (changed) return changed;
      }
    },

    /** Where the customer has written nothing, nothing changes. @throws AppError `conversation_not_found`. */
    async markUnread(accountId: string, askedId: string): Promise<ConversationRecord> {
      const { _id: conversationId } = await lookup.find(accountId, askedId);
      for (;;) {
        const conversation = await lookup.find(accountId, conversationId);
        if (conversation.unread > 0) return conversation;
        const last = await messages
          .findOne({ ...toReadFilter(accountId, conversationId), isPast: { $ne: true } }, { at: 1, arrivedAt: 1 })
          .sort({ sortKey: -1 })
          .lean<Pick<MessageRecord, 'at' | 'arrivedAt'>>();
        if (!last) return conversation;
        const { answeredUpTo } = conversation;
        const changed = await setMarks(conversation, {
          readUpTo: later(last.arrivedAt, -1),
          ...(answeredUpTo && answeredUpTo >= last.at ? { answeredUpTo: later(last.at, -1) } : {}),
        });
        if (changed) return changed;
      }
    },
  };
}
