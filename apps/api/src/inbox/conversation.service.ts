import type {
  ConversationDto,
  ConversationsAsked,
  ConversationsReply,
  MessagesQuery,
  MessagesReply,
} from '@switchboard/contracts';
import { windowOpenedAfter } from '@switchboard/graph';
import type { Model, QueryFilter } from 'mongoose';
import { type Clock, days, later } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import { literalPattern } from '../platform/literalPattern.js';
import type { ChangeService } from './change.service.js';
import type { ConversationRecord } from './conversation.model.js';
import type { RedirectRecord } from './identity/redirect.model.js';
import { phoneAddress, spellingsOf } from './ids.js';
import { toConversationDto, toMessageDto } from './inbox.dto.js';
import type { MessageRecord } from './message.model.js';
import { waitsForUsFilter, wantsReadingFilter } from './reading.js';
import { unreadFilter } from './receiving/answered.js';

export interface ConversationServiceDeps {
  conversations: Model<ConversationRecord>;
  messages: Model<MessageRecord>;
  redirects: Model<RedirectRecord>;
  changes: ChangeService;
  clock: Clock;
}

const pageSize = 40;
/** So many conversations at most are found by what is written in them. */
const mostFoundByText = 300;
/** How often the first unread message is looked for while others come in. */
const countedAtMost = 4;
const recentMs = days(7);

/** A place in an ordered list: the time, then the id. */
const cursorOf = (at: Date, id: string) => `${at.getTime()}.${id}`;
function readCursor(cursor: string): { at: Date; id: string } {
  const match = /^(\d{1,15})\.(cnv_[A-Za-z0-9_-]{1,64})$/.exec(cursor);
  if (!match?.[1] || !match[2]) throw new AppError('invalid_request', { message: 'The cursor is not one of ours.' });
  return { at: new Date(Number(match[1])), id: match[2] };
}

/** Reading conversations, and that they were read. Every question is led by the account. */
export function createConversationService({
  conversations,
  messages,
  redirects,
  changes,
  clock,
}: ConversationServiceDeps) {
  /** By its id, or by that of one that became part of it: what it has is found under the id of what is given back. */
  async function find(accountId: string, conversationId: string): Promise<ConversationRecord> {
    const row = await conversations.findOne({ _id: conversationId, accountId }).lean<ConversationRecord>();
    if (row) return row;
    const redirect = await redirects.findOne({ _id: conversationId, accountId }).lean<RedirectRecord>();
    const into =
      redirect && (await conversations.findOne({ _id: redirect.into, accountId }).lean<ConversationRecord>());
    if (!into) throw new AppError('conversation_not_found');
    return into;
  }

  async function findMessage(accountId: string, conversationId: string, messageId: string): Promise<MessageRecord> {
    const row = await messages.findOne({ _id: messageId, accountId, conversationId }).lean<MessageRecord>();
    if (!row) throw new AppError('message_not_found');
    return row;
  }

  /** Conversations in which all of these words were written. Whole words, in any case. */
  async function foundByText(accountId: string, search: string): Promise<string[]> {
    const words = search
      .split(/\s+/)
      .map((word) => word.replaceAll('"', ''))
      .filter(Boolean);
    if (words.length === 0) return [];
    const rows = await messages.aggregate<{ _id: string }>([
      {
        $match: {
          accountId,
          $text: { $search: words.map((word) => `"${word}"`).join(' ') },
          // Those that were deleted before their text was taken out of the search.
          deletedAt: { $exists: false },
        },
      },
      { $group: { _id: '$conversationId' } },
      { $limit: mostFoundByText },
    ]);
    return rows.map((row) => row._id);
  }

  /** When the last of these messages came to us. */
  async function latestArrival(filter: QueryFilter<MessageRecord>): Promise<Date | undefined> {
    const latest = await messages.findOne(filter, { arrivedAt: 1 }).sort({ arrivedAt: -1 }).lean<MessageRecord>();
    return latest?.arrivedAt;
  }

  /** What a customer wrote that somebody of the team should look at. */
  const fromCustomer = (accountId: string, conversationId: string): QueryFilter<MessageRecord> => ({
    accountId,
    conversationId,
    ...wantsReadingFilter,
  });

  /**
   * The first message that nobody has read; null where all are. Counted from the end of the thread, which is near: only what
   * came since is walked through.
   */
  async function firstUnread(accountId: string, conversationId: string): Promise<string | null> {
    for (let tries = 1; ; tries += 1) {
      const { unread, readUpTo, answeredUpTo } = await find(accountId, conversationId);
      if (unread === 0) return null;
      const rows = await messages
        .find({ ...fromCustomer(accountId, conversationId), ...unreadFilter({ readUpTo, answeredUpTo }) }, { _id: 1 })
        .sort({ sortKey: -1 })
        .skip(unread - 1)
        .limit(1)
        .lean<Pick<MessageRecord, '_id'>[]>();
      // What came in between moves the count along: then it is counted again, but not for ever.
      const isSame = (await find(accountId, conversationId)).unread === unread;
      if (isSame || tries === countedAtMost) return rows[0]?._id ?? null;
    }
  }

  async function searchFilter(accountId: string, asked: string): Promise<QueryFilter<ConversationRecord>> {
    const search = asked.replaceAll('\u0000', ' ').trim();
    const digits = search.replace(/[\s()+.-]/g, '');
    const isNumber = /^\d{3,}$/.test(digits);
    const ids = await foundByText(accountId, search);
    return {
      $or: [
        { searchKey: { $regex: literalPattern(search.toLowerCase()) } },
        ...(isNumber ? [{ searchKey: { $regex: digits } }] : []),
        { _id: { $in: ids } },
      ],
    };
  }

  return {
    find,
    findMessage,

    async list(accountId: string, asked: ConversationsAsked): Promise<Omit<ConversationsReply, 'success'>> {
      const { phoneNumberId, unread, waiting, search, order = 'newest', cursor, limit = pageSize } = asked;
      // Before the list: what changes while it is read is then told twice rather than not at all.
      const seq = await changes.latestSeq(accountId);
      const byWindow = order === 'window';
      const conditions: QueryFilter<ConversationRecord>[] = [{ accountId }];
      if (phoneNumberId) conditions.push({ phoneNumberId });
      if (unread) conditions.push({ unread: { $gt: 0 } });
      // Time is left for what is to be answered.
      if (waiting || byWindow) conditions.push(waitsForUsFilter);
      if (byWindow) {
        const since = windowOpenedAfter(clock.now());
        // The first condition narrows by the index: whoever wrote since then was active since then.
        conditions.push({ lastActivityAt: { $gt: since } }, { lastInboundAt: { $gt: since } });
      }
      if (search) conditions.push(await searchFilter(accountId, search));
      if (cursor) {
        const { at, id } = readCursor(cursor);
        conditions.push(
          byWindow
            ? { $or: [{ lastInboundAt: { $gt: at } }, { lastInboundAt: at, _id: { $gt: id } }] }
            : { $or: [{ lastActivityAt: { $lt: at } }, { lastActivityAt: at, _id: { $lt: id } }] },
        );
      }
      const rows = await conversations
        .find({ $and: conditions })
        .sort(byWindow ? { lastInboundAt: 1, _id: 1 } : { lastActivityAt: -1, _id: -1 })
        .limit(limit + 1)
        .lean<ConversationRecord[]>();
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      const lastAt = byWindow ? last?.lastInboundAt : last?.lastActivityAt;
      return {
        conversations: page.map(toConversationDto),
        nextCursor: last && lastAt ? cursorOf(lastAt, last._id) : null,
        seq,
      };
    },

    async messages(
      accountId: string,
      askedId: string,
      { before, around, limit = pageSize }: MessagesQuery,
    ): Promise<Omit<MessagesReply, 'success'>> {
      const seq = await changes.latestSeq(accountId);
      const { _id: conversationId } = await find(accountId, askedId);
      const key = { accountId, conversationId };
      const read = (filter: QueryFilter<MessageRecord>, direction: 1 | -1, count: number) =>
        messages
          .find({ ...key, ...filter })
          .sort({ sortKey: direction })
          .limit(count)
          .lean<MessageRecord[]>();
      const page = (newestFirst: MessageRecord[], more: boolean) => ({
        messages: newestFirst.toReversed().map(toMessageDto),
        nextBefore: more ? (newestFirst.at(-1)?.sortKey ?? null) : null,
        seq,
      });
      const middle = around === 'unread' ? await firstUnread(accountId, conversationId) : around;
      const asked = around === 'unread' ? { firstUnread: middle ?? null } : {};
      if (middle) {
        const { sortKey } = await findMessage(accountId, conversationId, middle);
        const half = Math.max(1, Math.floor(limit / 2));
        const [older, newer] = await Promise.all([
          read({ sortKey: { $lte: sortKey } }, -1, half + 1),
          read({ sortKey: { $gt: sortKey } }, 1, half),
        ]);
        return { ...page([...newer.toReversed(), ...older.slice(0, half)], older.length > half), ...asked };
      }
      const rows = await read(before ? { sortKey: { $lt: before } } : {}, -1, limit + 1);
      return { ...page(rows.slice(0, limit), rows.length > limit), ...asked };
    },

    /**
     * Keeps that everything up to a message, or everything there is, has been seen.
     *
     * @throws AppError `conversation_not_found`, `message_not_found`.
     */
    async markRead(accountId: string, askedId: string, upTo?: string): Promise<ConversationRecord> {
      const { _id: conversationId } = await find(accountId, askedId);
      const message = upTo ? await findMessage(accountId, conversationId, upTo) : null;
      const written = fromCustomer(accountId, conversationId);
      for (;;) {
        const conversation = await find(accountId, conversationId);
        // Not "now": a message may have reached us and not be in its place yet, and nobody has seen that one.
        const readUpTo = message?.arrivedAt ?? (await latestArrival(written)) ?? clock.now();
        const isKnown = conversation.readUpTo !== undefined && conversation.readUpTo >= readUpTo;
        if (conversation.unread === 0 || isKnown) return conversation;
        const { answeredUpTo } = conversation;
        const unread = await messages.countDocuments({ ...written, ...unreadFilter({ readUpTo, answeredUpTo }) });
        const changed = await conversations
          .findOneAndUpdate(
            { _id: conversationId, accountId, revision: conversation.revision },
            { $set: { readUpTo, unread }, $inc: { revision: 1 } },
            { returnDocument: 'after' },
          )
          .lean<ConversationRecord>();
        // Somebody else changed it in between: a message may have come.
        if (!changed) continue;
        await changes.announce(accountId, { messageIds: [], conversationIds: [conversationId] });
        return changed;
      }
    },

    /**
     * Has the customer's last message wait to be read again, for the whole team. Where there is none, nothing changes.
     *
     * @throws AppError `conversation_not_found`.
     */
    async markUnread(accountId: string, askedId: string): Promise<ConversationRecord> {
      const { _id: conversationId } = await find(accountId, askedId);
      const written = fromCustomer(accountId, conversationId);
      for (;;) {
        const conversation = await find(accountId, conversationId);
        if (conversation.unread > 0) return conversation;
        const last = await messages
          .findOne({ ...written, isPast: { $ne: true } }, { at: 1, arrivedAt: 1 })
          .sort({ sortKey: -1 })
          .lean<Pick<MessageRecord, 'at' | 'arrivedAt'>>();
        if (!last) return conversation;
        const { answeredUpTo } = conversation;
        const marks = {
          readUpTo: later(last.arrivedAt, -1),
          // It was answered on the phone, and is to be looked at all the same.
          ...(answeredUpTo && answeredUpTo >= last.at ? { answeredUpTo: later(last.at, -1) } : {}),
        };
        const unread = await messages.countDocuments({ ...written, ...unreadFilter({ ...conversation, ...marks }) });
        const changed = await conversations
          .findOneAndUpdate(
            { _id: conversationId, accountId, revision: conversation.revision },
            { $set: { ...marks, unread }, $inc: { revision: 1 } },
            { returnDocument: 'after' },
          )
          .lean<ConversationRecord>();
        // Somebody else changed it in between.
        if (!changed) continue;
        await changes.announce(accountId, { messageIds: [], conversationIds: [conversationId] });
        return changed;
      }
    },

    /** Whether the account has this conversation, or one that it became part of. */
    async has(accountId: string, conversationId: string): Promise<boolean> {
      if ((await conversations.exists({ _id: conversationId, accountId })) !== null) return true;
      return (await redirects.exists({ _id: conversationId, accountId })) !== null;
    },

    /** Every id that this conversation has had: its own, and those of what became part of it. */
    async idsOf({ accountId, _id }: ConversationRecord): Promise<string[]> {
      const former = await redirects.find({ accountId, into: _id }, { _id: 1 }).lean<Pick<RedirectRecord, '_id'>[]>();
      return [_id, ...former.map((redirect) => redirect._id)];
    },

    /** How many conversations of these numbers a customer can still be answered in. */
    openChats(accountId: string, phoneNumberIds: readonly string[]): Promise<number> {
      const since = windowOpenedAfter(clock.now());
      return conversations.countDocuments({
        accountId,
        // Narrows by the index: whoever wrote since then was active since then.
        lastActivityAt: { $gt: since },
        phoneNumberId: { $in: [...phoneNumberIds] },
        lastInboundAt: { $gt: since },
      });
    },

    /** How many members wrote from these numbers in the last seven days. */
    async peopleWriting(accountId: string, phoneNumberIds: readonly string[]): Promise<number> {
      const since = later(clock.now(), -recentMs);
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

    /** When the customer with this phone last wrote to the number; null: never. `waId` has digits only. */
    async lastWroteAt(accountId: string, phoneNumberId: string, waId: string): Promise<Date | null> {
      const row = await conversations
        .findOne(
          { accountId, phoneNumberId, addresses: { $in: spellingsOf(phoneAddress(waId)) } },
          { lastInboundAt: 1 },
        )
        .lean<Pick<ConversationRecord, 'lastInboundAt'>>();
      return row?.lastInboundAt ?? null;
    },

    dto: (record: ConversationRecord): ConversationDto => toConversationDto(record),
  };
}
export type ConversationService = ReturnType<typeof createConversationService>;
