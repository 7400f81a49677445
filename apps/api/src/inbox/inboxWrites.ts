import type { Model, mongo } from 'mongoose';
import type { ConversationRecord } from './conversation.model.js';
import type { MessageRecord } from './message.model.js';
import { isLaterStatus } from './messageStatus.js';
import { toLastMessage } from './receiving/lastMessage.js';
import { responderOnSending } from './responders/learn.js';

/**
 * The driver's own view: Mongoose refuses to query fields that its schemas, which name only what is indexed, do not
 * have.
 */
export const getCollection = <T extends { _id: string }>(model: Model<T>): mongo.Collection<T> =>
  model.collection as unknown as mongo.Collection<T>;

/** The driver would store undefined as null. */
export const present = <T extends object>(record: T): T =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;

/** Undefined removes a field. */
export type Becomes<T> = Partial<{ [Key in keyof T]: T[Key] | undefined }>;

/** What becomes of a record; null: no change. */
export type Decide<T> = (record: T) => Becomes<T> | null | Promise<Becomes<T> | null>;

/** Holds only for the revision it was made from. */
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

/** Each write names the revision it read, and is repeated when somebody else was first. */
export function createInboxWrites({ messages, conversations }: InboxWritesDeps) {
  async function change<T extends { _id: string; accountId: string; revision: number }>(
    rows: mongo.Collection<T>,
    accountId: string,
    id: string,
    decide: Decide<T>,
  ): Promise<{ record: T; changed: boolean } | null> {
    for (;;) {
      const record = (await rows.findOne({ _id: id, accountId } as mongo.Filter<T>)) as T | null;
      if (!record) return null;
      const becomes = await decide(record);
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
     * @param decide changes nothing itself: it may be called again.
     * @returns the message as it is then; null when the account has none with this id.
     */
    changeMessage: (accountId: string, id: string, decide: Decide<MessageRecord>) =>
      change(getCollection(messages), accountId, id, decide),

    changeConversation: (accountId: string, id: string, decide: Decide<ConversationRecord>) =>
      change(getCollection(conversations), accountId, id, decide),

    /** @returns false when the conversation showed the message already. */
    async noteMessage(message: MessageRecord): Promise<boolean> {
      const result = await change(
        getCollection(conversations),
        message.accountId,
        message.conversationId,
        (conversation) => {
          const { lastMessage, lastActivityAt } = conversation;
          const shown = toLastMessage(message);
          // Of two states of one message the further one counts.
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
        },
      );
      return result?.changed ?? false;
    },
  };
}
export type InboxWrites = ReturnType<typeof createInboxWrites>;
