import type { MessageStatus } from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { Names } from '../identity/facts.js';
import type { OutboxEntry } from '../message.model.js';

/** What is shown is in the message; this is what is left to send. */
export interface ReactionRecord {
  /** Derived from account and clientId. */
  _id: string;
  accountId: string;
  phoneNumberId: string;
  conversationId: string;
  peer?: Names | undefined;
  messageId: string;
  targetWamid: string;
  /** Null: taken back. */
  emoji: string | null;
  /** Restored when Meta refuses. */
  before: string | null;
  at: Date;
  sortKey: string;
  status: MessageStatus;
  pressHash: string;
  nextTryAt?: Date | undefined;
  outbox?: OutboxEntry | undefined;
  revision: number;
}

const reactionSchema = new Schema<ReactionRecord>(
  {
    _id: { type: String, required: true },
    accountId: { type: String, required: true },
    conversationId: { type: String, required: true },
    at: { type: Date, required: true, index: true },
  },
  { collection: 'sentReactions', strict: false, versionKey: false },
);
reactionSchema.index({ 'outbox.dueAt': 1 }, { partialFilterExpression: { 'outbox.dueAt': { $exists: true } } });
reactionSchema.index(
  { accountId: 1, conversationId: 1, 'outbox.dueAt': 1 },
  { partialFilterExpression: { 'outbox.dueAt': { $exists: true } } },
);

export const reactionModel = (connection: Connection): Model<ReactionRecord> =>
  connection.model<ReactionRecord>('SentReaction', reactionSchema);
