import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/**
 * A numbered change of an account's inbox: the ids it touched. States are read when asked for, so repeating it is
 * harmless.
 */
export interface ChangeRecord {
  /** `<accountId>.<seq, 12 digits>`: unique, so that a number is given once, and in the order of the numbers. */
  _id: string;
  accountId: string;
  seq: number;
  at: Date;
  messageIds: string[];
  conversationIds: string[];
  /** Conversations that a history import changed. */
  refilledIds?: string[];
  merged?: { from: string; into: string }[];
  /** Conversations were deleted: browsers read everything again. */
  erased?: true | undefined;
}

const seqDigits = 12;
export const changeId = (accountId: string, seq: number) => `${accountId}.${String(seq).padStart(seqDigits, '0')}`;

const changeSchema = new Schema<ChangeRecord>(
  { _id: { type: String, required: true }, accountId: String, seq: Number, at: { type: Date, index: true } },
  { collection: 'inboxChanges', strict: false, versionKey: false },
);

export const changeModel = (connection: Connection): Model<ChangeRecord> =>
  connection.model<ChangeRecord>('InboxChange', changeSchema);

/** Until when old changes were swept. */
export interface SweepRecord {
  _id: string;
  upTo: Date;
}

const sweepSchema = new Schema<SweepRecord>(
  { _id: { type: String, required: true }, upTo: Date },
  { collection: 'sweeps', versionKey: false },
);
export const sweepModel = (connection: Connection): Model<SweepRecord> =>
  connection.model<SweepRecord>('Sweep', sweepSchema);
