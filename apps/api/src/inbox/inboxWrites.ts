import type { Model, mongo } from 'mongoose';
import type { ConversationRecord } from './conversation.model.js';
import type { MessageRecord } from './message.model.js';
import { isLaterStatus } from './messageStatus.js';
import { lastMessageOf } from './receiving/receive.js';
import { responderOnSending } from './responders/learn.js';

/**
 * The driver's own view of a collection. The schemas name only what is indexed, and Mongoose refuses to ask for
 * anything else; documents written here have the shape of their interface.
 */
export const rowsOf = <T extends { _id: string }>(model: Model<T>): mongo.Collection<T> =>
  model.collection as unknown as mongo.Collection<T>;

/** A document without the fields that are undefined: the driver would store them as null. */
export const present = <T extends object>(record: T): T =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;

/** What becomes of a document: an undefined field is taken away, a missing one stays as it is. */
export type Becomes<T> = Partial<{ [Key in keyof T]: T[Key] | undefined }>;

/** An update that holds only for the revision it was made from. */
export function updateTo<T extends object>(becomes: Becomes<T>): mongo.UpdateFilter<mongo.Document> {
  const entries = Object.entries(becomes);
  const set = entries.filter(([, value]) => value !== undefined);
  const gone = entries.filter(([, value]) => value === undefined);
  return {
    ...(set.length > 0 ? { $set: Object.fromEntries(set) } : {}),
    ...(gone.length > 0 ? { $unset: Object.fromEntries(gone.map(([key]) => [key, 1])) } : {}),
    $inc: { revision: 1 },
  };
}

export interface InboxWritesDeps {
  messages: Model<MessageRecord>;
  conversations: Model<ConversationRecord>;
}

/** Changes to what is stored already. Each write names the revision it read, and is made anew when somebody was quicker. */
export function createInboxWrites({ messages, conversations }: InboxWritesDeps) {
  async function change<T extends { _id: string; accountId: string; revision: number }>(
    rows: mongo.Collection<T>,
    accountId: string,
    id: string,
    decide: (record: T) => Becomes<T> | null,
  ): Promise<{ record: T; changed: boolean } | null> {
    for (;;) {
      const record = (await rows.findOne({ _id: id, accountId } as mongo.Filter<T>)) as T | null;
      if (!record) return null;
      const becomes = decide(record);
      if (!becomes) return { record, changed: false };
      const after = (await rows.findOneAndUpdate(
        { _id: id, accountId, revision: record.revision } as mongo.Filter<T>,
        updateTo(becomes) as mongo.UpdateFilter<T>,
        { returnDocument: 'after' },
      )) as T | null;
      if (after) return { record: after, changed: true };
    }
  }

  return {
    /**
     * @param decide pure; may be asked several times. Null: leave it as it is.
     * @returns the message as it now is; null when the account has none with this id.
     */
    changeMessage: (accountId: string, id: string, decide: (record: MessageRecord) => Becomes<MessageRecord> | null) =>
      change(rowsOf(messages), accountId, id, decide),

    /** The same for a conversation. */
    changeConversation: (
      accountId: string,
      id: string,
      decide: (record: ConversationRecord) => Becomes<ConversationRecord> | null,
    ) => change(rowsOf(conversations), accountId, id, decide),

    /** Brings the conversation's row of the list up to date with one of its messages. False when it was already. */
    async noteMessage(message: MessageRecord): Promise<boolean> {
      const result = await change(rowsOf(conversations), message.accountId, message.conversationId, (conversation) => {
        const { lastMessage, lastActivityAt } = conversation;
        const shown = lastMessageOf(message);
        // Of two notes about one message the one that is further counts, whichever comes first.
        const isNewer =
          lastMessage?.id === shown.id
            ? isLaterStatus(lastMessage.status, shown.status)
            : !lastMessage || lastMessage.sortKey < shown.sortKey;
        const isLater = message.at > lastActivityAt;
        const responder = responderOnSending(conversation.responder, message);
        if (!isNewer && !isLater && responder === conversation.responder) return null;
        return {
          ...(responder === conversation.responder ? {} : { responder }),
          ...(isNewer ? { lastMessage: shown } : {}),
          ...(isLater ? { lastActivityAt: message.at } : {}),
        };
      });
      return result?.changed ?? false;
    },
  };
}
export type InboxWrites = ReturnType<typeof createInboxWrites>;
