import type { Model } from 'mongoose';
import { later } from '../../platform/clock.js';
import type { ConversationRecord } from '../conversation.model.js';
import { getCollection } from '../inboxWrites.js';
import type { MessageRecord } from '../message.model.js';
import type { Move } from './arrange.js';
import { groupMoves } from './moves.js';
import type { ThreadWrites } from './threadWrites.js';

export interface CarriedReadMarksDeps {
  messages: Model<MessageRecord>;
  threads: Pick<ThreadWrites, 'find' | 'write'>;
}

/** Keeps what is unread unread, and what was read read, when messages of several threads come under one read mark. */
export function createCarriedReadMarks({ messages, threads }: CarriedReadMarksDeps) {
  /** @param ids only these messages. */
  async function moveUnreadBehind(
    { accountId, _id, readUpTo: seen }: ConversationRecord,
    readUpTo: Date,
    ids?: readonly string[],
  ): Promise<void> {
    await getCollection(messages).updateMany(
      {
        accountId,
        conversationId: _id,
        ...(ids ? { _id: { $in: [...ids] } } : {}),
        direction: 'in',
        isPast: { $ne: true },
        'content.kind': { $ne: 'system' },
        arrivedAt: { ...(seen ? { $gt: seen } : {}), $lte: readUpTo },
      } as never,
      { $set: { arrivedAt: later(readUpTo, 1) }, $inc: { revision: 1 } } as never,
    );
  }

  return {
    /** Before the latest mark of these threads counts for all of them. */
    async keepUnread(rows: readonly ConversationRecord[]): Promise<void> {
      const readUpTo = latestMark(rows);
      if (readUpTo) for (const row of rows) await moveUnreadBehind(row, readUpTo);
    },

    /** For messages that are about to move. @returns false when somebody else changed one of the threads in between. */
    async carry(accountId: string, moves: readonly Move[]): Promise<boolean> {
      const named = [...new Set(moves.flatMap(({ from, into }) => [from, into]))];
      const known = new Map((await threads.find(accountId, named)).map((row) => [row._id, row]));
      for (const id of new Set(moves.map(({ into }) => into))) {
        const into = known.get(id);
        if (!into) return false;
        const sources = groupMoves(moves.filter((move) => move.into === id)).flatMap(({ from, ids }) => {
          const row = known.get(from);
          return row ? [{ row, ids }] : [];
        });
        const readUpTo = latestMark([into, ...sources.map(({ row }) => row)]);
        if (!readUpTo) continue;
        for (const { row, ids } of sources) await moveUnreadBehind(row, readUpTo, ids);
        if (into.readUpTo && into.readUpTo >= readUpTo) continue;
        await moveUnreadBehind(into, readUpTo);
        if (!(await threads.write(into, { readUpTo }))) return false;
      }
      return true;
    },
  };
}
export type CarriedReadMarks = ReturnType<typeof createCarriedReadMarks>;

function latestMark(rows: readonly ConversationRecord[]): Date | null {
  const marks = rows.flatMap(({ readUpTo }) => (readUpTo ? [readUpTo.getTime()] : []));
  return marks.length > 0 ? new Date(Math.max(...marks)) : null;
}
