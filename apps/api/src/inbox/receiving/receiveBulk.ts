import { type Connection, type Model, mongo } from 'mongoose';
import type { ChangeRecord } from '../change.model.js';
import type { ConversationRecord } from '../conversation.model.js';
import { receivedFields } from '../conversationFields.js';
import type { MediaRecord } from '../media/media.model.js';
import type { MessageRecord } from '../message.model.js';
import { withOwnNames } from '../ownNames.js';
import type { EarlyEventRecord } from './earlyEvent.model.js';
import type { ReceivePlan } from './receive.types.js';
import { change, insert, messageFields, type Write } from './receiveWrites.js';
import { takenName } from './references.js';
import { keepOnce } from './waitingMedia.js';

export interface ReceiveBulkDeps {
  connection: Connection;
  messages: Model<MessageRecord>;
  conversations: Model<ConversationRecord>;
  media: Model<MediaRecord>;
  earlyEvents: Model<EarlyEventRecord>;
  changeRecords: Model<ChangeRecord>;
}

export interface Written {
  /** False: another process changed a document in between. */
  isWhole: boolean;
  isNumbered: (index: number) => boolean;
}

const duplicateKey = 11000;

export function createReceiveBulk(deps: ReceiveBulkDeps) {
  const { connection, messages, conversations, media, earlyEvents, changeRecords } = deps;

  const toNamespace = (model: { collection: { collectionName: string } }) =>
    `${connection.name}.${model.collection.collectionName}`;

  function toWrites(plan: ReceivePlan, taken: ReadonlySet<string> = new Set()): Write[] {
    const isTaken = ({ phoneNumberId, wamid }: MessageRecord) =>
      taken.size > 0 && wamid !== undefined && taken.has(takenName(phoneNumberId, wamid));
    return [
      ...plan.newMessages.map((message) =>
        insert(toNamespace(messages), isTaken(message) ? withOwnNames(message) : message),
      ),
      ...change(toNamespace(messages), plan.changedMessages, messageFields),
      ...plan.newConversations.map((conversation) => insert(toNamespace(conversations), conversation)),
      ...change(toNamespace(conversations), plan.changedConversations, receivedFields),
      ...plan.newEarlyEvents.map((earlyEvent) => insert(toNamespace(earlyEvents), earlyEvent)),
    ];
  }

  /** @returns the indexes that a unique index refused, and how many documents changed. */
  async function write(writes: Write[]): Promise<{ failed: Set<number>; changed: number }> {
    try {
      const result = await connection.getClient().bulkWrite(writes, { ordered: false });
      return { failed: new Set(), changed: result.modifiedCount };
    } catch (error) {
      if (!(error instanceof mongo.MongoClientBulkWriteError) || error.writeConcernErrors.length > 0) throw error;
      const refusals = [...error.writeErrors];
      if (refusals.length === 0 || refusals.some(([, { code }]) => code !== duplicateKey)) throw error;
      return { failed: new Set(refusals.map(([index]) => index)), changed: error.partialResult?.modifiedCount ?? 0 };
    }
  }

  const isComplete = ({ changedMessages, changedConversations }: ReceivePlan, changed: number) =>
    changed === changedMessages.length + changedConversations.length;

  return {
    /** @returns null where there is nothing to write. */
    async writeFirst(
      plan: ReceivePlan,
      taken: ReadonlySet<string> | undefined,
      records: readonly ChangeRecord[],
    ): Promise<Written | null> {
      const writes = [...toWrites(plan, taken), ...plan.newMedia.map((file) => insert(toNamespace(media), file))];
      const all = [...writes, ...records.map((record) => insert(toNamespace(changeRecords), record))];
      if (all.length === 0) return null;
      const { failed, changed } = await write(all);
      return {
        isWhole: isComplete(plan, changed) && ![...failed].some((index) => index < writes.length),
        isNumbered: (index) => !failed.has(writes.length + index),
      };
    },

    /** @returns whether everything is written. */
    async writeAgain(plan: ReceivePlan, taken: ReadonlySet<string> | undefined): Promise<boolean> {
      const writes = toWrites(plan, taken);
      if (writes.length === 0) return isComplete(plan, 0);
      const { failed, changed } = await write(writes);
      return failed.size === 0 && isComplete(plan, changed);
    },

    /** Only after their messages: a late write would not find them. */
    async forgetEarlyEvents({ usedEarlyEventIds }: ReceivePlan): Promise<void> {
      if (usedEarlyEventIds.length > 0) await earlyEvents.deleteMany({ _id: { $in: usedEarlyEventIds } });
    },

    keepFiles: ({ newMedia }: ReceivePlan): Promise<void> => keepOnce(media, newMedia),
  };
}
export type ReceiveBulk = ReturnType<typeof createReceiveBulk>;
