import type { Model, QueryFilter } from 'mongoose';
import { type Clock, later } from '../platform/clock.js';
import type { ConversationRecord } from './conversation.model.js';
import type { ConversationChange } from './conversationChange.js';
import type { ConversationLookup } from './conversationLookup.js';
import type { MessageRecord } from './message.model.js';
import { toReadFilter } from './reading.js';
import { unreadFilter } from './receiving/answered.js';

export interface ReadStateDeps {
  messages: Model<MessageRecord>;
  lookup: Pick<ConversationLookup, 'findMessage'>;
  change: ConversationChange;
  clock: Clock;
}

type ReadMarks = Pick<ConversationRecord, 'readUpTo' | 'answeredUpTo'>;

/** Marks conversations as read and unread, for the whole team. */
export function createReadState({ messages, lookup, change, clock }: ReadStateDeps) {
  async function latestArrival(filter: QueryFilter<MessageRecord>): Promise<Date | undefined> {
    const latest = await messages.findOne(filter, { arrivedAt: 1 }).sort({ arrivedAt: -1 }).lean<MessageRecord>();
    return latest?.arrivedAt;
  }

  async function withUnread(row: ConversationRecord, marks: ReadMarks): Promise<ReadMarks & { unread: number }> {
    const unread = await messages.countDocuments({
      ...toReadFilter(row.accountId, row._id),
      ...unreadFilter({ ...row, ...marks }),
    });
    return { ...marks, unread };
  }

  return {
    /**
     * @param upTo a message; all there is when absent. @throws AppError `conversation_not_found`, `message_not_found`.
     */
    markRead: (accountId: string, askedId: string, upTo?: string): Promise<ConversationRecord> =>
      change(accountId, askedId, async (row) => {
        const message = upTo ? await lookup.findMessage(accountId, row._id, upTo) : null;
        // Not "now": nobody has seen a message that is not stored yet.
        const readUpTo = message?.arrivedAt ?? (await latestArrival(toReadFilter(accountId, row._id))) ?? clock.now();
        const isKnown = row.readUpTo !== undefined && row.readUpTo >= readUpTo;
        return row.unread === 0 || isKnown ? null : withUnread(row, { readUpTo });
      }),

    /** Where the customer has written nothing, nothing changes. @throws AppError `conversation_not_found`. */
    markUnread: (accountId: string, askedId: string): Promise<ConversationRecord> =>
      change(accountId, askedId, async (row) => {
        if (row.unread > 0) return null;
        const last = await messages
          .findOne({ ...toReadFilter(accountId, row._id), isPast: { $ne: true } }, { at: 1, arrivedAt: 1 })
          .sort({ sortKey: -1 })
          .lean<Pick<MessageRecord, 'at' | 'arrivedAt'>>();
        if (!last) return null;
        const { answeredUpTo } = row;
        return withUnread(row, {
          readUpTo: later(last.arrivedAt, -1),
          ...(answeredUpTo && answeredUpTo >= last.at ? { answeredUpTo: later(last.at, -1) } : {}),
        });
      }),
  };
}
