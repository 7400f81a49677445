import type { Model } from 'mongoose';
import { getCollection } from '../inboxWrites.js';
import type { MessageRecord } from '../message.model.js';
import type { RoutedUpdate } from '../receiving/receive.types.js';
import type { ReactionRecord } from '../sending/reaction.model.js';
import type { Move } from './arrange.js';
import { toChangeUpdate } from './peers.js';

export interface MovesDeps {
  messages: Model<MessageRecord>;
  reactions: Model<ReactionRecord>;
  keepPending: (change: RoutedUpdate) => Promise<void>;
}

const atOnce = 100;

/** Puts messages, with what is queued for them, into other threads. */
export function createMoves({ keepPending, ...models }: MovesDeps) {
  const messages = getCollection(models.messages);
  const reactions = getCollection(models.reactions);
  const moveTo = (into: string) => ({ $set: { conversationId: into }, $inc: { revision: 1 } });

  return {
    async moveAll(accountId: string, from: string, into: string): Promise<void> {
      await messages.updateMany({ accountId, conversationId: from }, moveTo(into) as never);
      await reactions.updateMany({ accountId, conversationId: from } as never, moveTo(into) as never);
    },

    async moveSome(accountId: string, moves: readonly Move[]): Promise<void> {
      for (const { from, into, ids } of groupMoves(moves)) {
        for (let start = 0; start < ids.length; start += atOnce) {
          const some = { $in: ids.slice(start, start + atOnce) };
          await messages.updateMany({ _id: some, accountId, conversationId: from } as never, moveTo(into) as never);
          await reactions.updateMany(
            { accountId, conversationId: from, messageId: some } as never,
            moveTo(into) as never,
          );
        }
      }
    },

    /** Removes lines about changes: the changes wait for their person again. */
    async withdraw(accountId: string, ids: readonly string[]): Promise<void> {
      const found = await messages.find({ _id: { $in: [...ids] }, accountId }).toArray();
      for (const message of found) {
        const update = toChangeUpdate(message);
        if (update) await keepPending({ accountId, arrivedAt: message.arrivedAt, place: 0, update });
        await messages.deleteOne({ _id: message._id, accountId });
      }
    },

    async addLines(lines: readonly MessageRecord[]): Promise<void> {
      for (const line of lines) {
        await messages.updateOne({ _id: line._id }, { $setOnInsert: line } as never, { upsert: true });
      }
    },
  };
}
export type Moves = ReturnType<typeof createMoves>;

interface MoveGroup {
  from: string;
  into: string;
  ids: string[];
}

export function groupMoves(moves: readonly Move[]): MoveGroup[] {
  const groups = new Map<string, MoveGroup>();
  for (const { messageId, from, into } of moves) {
    const group = groups.get(`${from} ${into}`) ?? { from, into, ids: [] };
    groups.set(`${from} ${into}`, group);
    group.ids.push(messageId);
  }
  return [...groups.values()];
}
