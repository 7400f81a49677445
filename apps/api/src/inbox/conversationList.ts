import { type ConversationsAsked, type ConversationsReply, filtersOfOrder } from '@switchboard/contracts';
import { windowOpenedAfter } from '@switchboard/graph';
import type { Model, QueryFilter } from 'mongoose';
import type { Clock } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import { literalPattern } from '../platform/literalPattern.js';
import type { ChangeService } from './change.service.js';
import type { ConversationRecord } from './conversation.model.js';
import { toConditions } from './conversationFilters.js';
import { toConversationDto } from './inbox.dto.js';
import { maxFoundByText, pageSize } from './limits.js';
import type { MessageRecord } from './message.model.js';

export interface ConversationListDeps {
  conversations: Model<ConversationRecord>;
  messages: Model<MessageRecord>;
  changes: Pick<ChangeService, 'latestSeq'>;
  clock: Clock;
}

const toCursor = (at: Date, id: string) => `${at.getTime()}.${id}`;
function readCursor(cursor: string): { at: Date; id: string } {
  const match = /^(\d{1,15})\.(cnv_[A-Za-z0-9_-]{1,64})$/.exec(cursor);
  if (!match?.[1] || !match[2]) throw new AppError('invalid_request', { message: 'The cursor is not one of ours.' });
  return { at: new Date(Number(match[1])), id: match[2] };
}

function afterCursor(cursor: string, byWindow: boolean): QueryFilter<ConversationRecord> {
  const { at, id } = readCursor(cursor);
  return byWindow
    ? { $or: [{ lastInboundAt: { $gt: at } }, { lastInboundAt: at, _id: { $gt: id } }] }
    : { $or: [{ lastActivityAt: { $lt: at } }, { lastActivityAt: at, _id: { $lt: id } }] };
}

/** The list of an account's conversations: filtered, searched, in pages. */
export function createConversationList({ conversations, messages, changes, clock }: ConversationListDeps) {
  /** @returns ids of conversations in which all words of the search were written, as whole words in any case. */
  async function searchText(accountId: string, search: string): Promise<string[]> {
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
          // Messages that were deleted by an older release still have their text in the search.
          deletedAt: { $exists: false },
        },
      },
      { $group: { _id: '$conversationId' } },
      { $limit: maxFoundByText },
    ]);
    return rows.map((row) => row._id);
  }

  async function searchFilter(accountId: string, asked: string): Promise<QueryFilter<ConversationRecord>> {
    const search = asked.replaceAll('\u0000', ' ').trim();
    const digits = search.replace(/[\s()+.-]/g, '');
    const isNumber = /^\d{3,}$/.test(digits);
    const ids = await searchText(accountId, search);
    return {
      $or: [
        { searchKey: { $regex: literalPattern(search.toLowerCase()) } },
        ...(isNumber ? [{ searchKey: { $regex: digits } }] : []),
        { _id: { $in: ids } },
      ],
    };
  }

  async function conditionsFor(accountId: string, asked: ConversationsAsked) {
    const { search, order = 'newest', cursor } = asked;
    const byWindow = order === 'window';
    const filters = toConditions({ ...asked, ...filtersOfOrder[order] });
    const conditions: QueryFilter<ConversationRecord>[] = [{ accountId }, ...filters];
    // By window, the list shows what can still be answered in time.
    if (byWindow) {
      const since = windowOpenedAfter(clock.now());
      // Activity is never older than the last inbound message, and has the index.
      conditions.push({ lastActivityAt: { $gt: since } }, { lastInboundAt: { $gt: since } });
    }
    if (search) conditions.push(await searchFilter(accountId, search));
    if (cursor) conditions.push(afterCursor(cursor, byWindow));
    return conditions;
  }

  /** @throws AppError `invalid_request` for a cursor that is none. */
  return async function list(
    accountId: string,
    asked: ConversationsAsked,
  ): Promise<Omit<ConversationsReply, 'success'>> {
    const { order, limit = pageSize } = asked;
    const byWindow = order === 'window';
    // A change in between is shown twice rather than missed.
    const seq = await changes.latestSeq(accountId);
    const rows = await conversations
      .find({ $and: await conditionsFor(accountId, asked) })
      .sort(byWindow ? { lastInboundAt: 1, _id: 1 } : { lastActivityAt: -1, _id: -1 })
      .limit(limit + 1)
      .lean<ConversationRecord[]>();
    const page = rows.slice(0, limit);
    const last = rows.length > limit ? page.at(-1) : undefined;
    const lastAt = byWindow ? last?.lastInboundAt : last?.lastActivityAt;
    return {
      conversations: page.map(toConversationDto),
      nextCursor: last && lastAt ? toCursor(lastAt, last._id) : null,
      seq,
    };
  };
}
