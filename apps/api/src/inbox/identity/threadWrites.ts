import type { Model, mongo } from 'mongoose';
import type { ConversationRecord } from '../conversation.model.js';
import { getCollection, present, updateTo } from '../inboxWrites.js';

/** Conversations while they are merged and split: every write holds only for the revision that was read. */
export function createThreadWrites({ conversations }: { conversations: Model<ConversationRecord> }) {
  const rows = getCollection(conversations);
  return {
    async find(accountId: string, ids: readonly string[]): Promise<ConversationRecord[]> {
      return (await rows.find({ _id: { $in: [...ids] }, accountId } as never).toArray()) as ConversationRecord[];
    },

    /** @returns null when somebody else changed it in between. */
    async write(
      { _id, accountId, revision }: ConversationRecord,
      becomes: Partial<ConversationRecord>,
    ): Promise<ConversationRecord | null> {
      return (await rows.findOneAndUpdate({ _id, accountId, revision }, updateTo(becomes), {
        returnDocument: 'after',
      })) as ConversationRecord | null;
    },

    async insert(row: ConversationRecord): Promise<void> {
      await rows.insertOne(present(row));
    },

    async remove({ _id, accountId, revision }: ConversationRecord): Promise<boolean> {
      return (await rows.deleteOne({ _id, accountId, revision })).deletedCount > 0;
    },

    async unmark(accountId: string, ids: readonly string[], mark: Date): Promise<void> {
      await rows.updateMany(
        { _id: { $in: [...ids] }, accountId, unsettledAt: mark } as mongo.Filter<ConversationRecord>,
        { $unset: { unsettledAt: 1 }, $inc: { revision: 1 } } as never,
      );
    },
  };
}
export type ThreadWrites = ReturnType<typeof createThreadWrites>;
