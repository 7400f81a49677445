import type { MessageStatus } from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { Names } from '../identity/facts.js';
import type { OutboxEntry } from '../message.model.js';

/** A reaction of ours on its way to Meta. What is shown is in the message itself; this is the errand. */
export interface ReactionRecord {
  /** Made from account and clientId: the same press of the button is the same errand. */
  _id: string;
  accountId: string;
  phoneNumberId: string;
  conversationId: string;
  /** Whom it was addressed to. */
  peer?: Names | undefined;
  /** The message that is reacted to. */
  messageId: string;
  targetWamid: string;
  /** null: taken back. */
  emoji: string | null;
  /** What stood there before, to put it back when Meta refuses. */
  before: string | null;
  at: Date;
  sortKey: string;
  status: MessageStatus;
  /** Of what was asked for with the clientId. */
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
