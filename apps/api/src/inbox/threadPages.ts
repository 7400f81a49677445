import type { MessagesQuery, MessagesReply } from '@switchboard/contracts';
import type { Model, QueryFilter } from 'mongoose';
import type { ChangeService } from './change.service.js';
import type { ConversationLookup } from './conversationLookup.js';
import { toMessageDto } from './inbox.dto.js';
import { maxUnreadCounts, pageSize } from './limits.js';
import type { MessageRecord } from './message.model.js';
import { toReadFilter } from './reading.js';
import { unreadFilter } from './receiving/answered.js';

export interface ThreadPagesDeps {
  messages: Model<MessageRecord>;
  lookup: Pick<ConversationLookup, 'find' | 'findMessage'>;
  changes: Pick<ChangeService, 'latestSeq'>;
}

export function createThreadPages({ messages, lookup, changes }: ThreadPagesDeps) {
  /** Counts from the end, so that only unread messages are read. @returns null where there is none. */
  async function firstUnread(accountId: string, conversationId: string): Promise<string | null> {
    for (let tries = 1; ; tries += 1) {
      const { unread, readUpTo, answeredUpTo } = await lookup.find(accountId, conversationId);
      if (unread === 0) return null;
      const rows = await messages
        .find({ ...toReadFilter(accountId, conversationId), ...unreadFilter({ readUpTo, answeredUpTo }) }, { _id: 1 })
        .sort({ sortKey: -1 })
        .skip(unread - 1)
        .limit(1)
        .lean<Pick<MessageRecord, '_id'>[]>();
      const isSame = (await lookup.find(accountId, conversationId)).unread === unread;
      if (isSame || tries === maxUnreadCounts) return rows[0]?._id ?? null;
    }
  }

  /**
   * @param asked `before` a sort key, or `around` a message's id or `unread`; else the newest messages.
   * @throws AppError `conversation_not_found`, `message_not_found`.
   */
  return async function readPage(
    accountId: string,
    askedId: string,
    { before, around, limit = pageSize }: MessagesQuery,
  ): Promise<Omit<MessagesReply, 'success'>> {
    const seq = await changes.latestSeq(accountId);
    const { _id: conversationId } = await lookup.find(accountId, askedId);
    const read = (filter: QueryFilter<MessageRecord>, direction: 1 | -1, count: number) =>
      messages
        .find({ accountId, conversationId, ...filter })
        .sort({ sortKey: direction })
        .limit(count)
        .lean<MessageRecord[]>();
    const toPage = (newestFirst: MessageRecord[], more: boolean) => ({
      messages: newestFirst.toReversed().map(toMessageDto),
      nextBefore: more ? (newestFirst.at(-1)?.sortKey ?? null) : null,
      seq,
    });
    const middle = around === 'unread' ? await firstUnread(accountId, conversationId) : around;
    const asked = around === 'unread' ? { firstUnread: middle ?? null } : {};
    if (middle) {
      const { sortKey } = await lookup.findMessage(accountId, conversationId, middle);
      const half = Math.max(1, Math.floor(limit / 2));
      const [older, newer] = await Promise.all([
        read({ sortKey: { $lte: sortKey } }, -1, half + 1),
        read({ sortKey: { $gt: sortKey } }, 1, half),
      ]);
      return { ...toPage([...newer.toReversed(), ...older.slice(0, half)], older.length > half), ...asked };
    }
    const rows = await read(before ? { sortKey: { $lt: before } } : {}, -1, limit + 1);
    return { ...toPage(rows.slice(0, limit), rows.length > limit), ...asked };
  };
}
