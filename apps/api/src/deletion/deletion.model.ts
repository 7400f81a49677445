import type { DeletionReply } from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

export interface NumberToErase {
  accountId: string;
  phoneNumberId: string;
  wabaId: string;
  /** Digits. */
  displayPhone: string;
  attemptId?: string | undefined;
}

/** Asked for through Meta. Once done, only counts are left. */
export interface DeletionRecord {
  /** Given to the person: with it anybody sees the progress. */
  code: string;
  state: DeletionReply['state'];
  requestedAt: Date;
  finishedAt?: Date | undefined;
  dueAt: Date;
  leaseUntil?: Date | undefined;
  /** Absent in old rows. */
  tries?: number | undefined;
  /** Set when it is begun anew; else trying ends a week after the request. */
  giveUpAt?: Date | undefined;
  /** From then on it waits for the operator. */
  gaveUpAt?: Date | undefined;
  steps: DeletionReply['steps'];
  /** App-scoped id at Meta, until it is done: one person has one running request. */
  metaUserId?: string | undefined;
  /** Found when it was begun, until it is done. */
  numbers?: NumberToErase[] | undefined;
}

const numberSchema = new Schema<NumberToErase>(
  { accountId: String, phoneNumberId: String, wabaId: String, displayPhone: String, attemptId: String },
  { _id: false },
);
const deletionSchema = new Schema<DeletionRecord>(
  {
    code: { type: String, required: true, unique: true },
    state: { type: String, required: true },
    requestedAt: { type: Date, required: true },
    finishedAt: Date,
    dueAt: { type: Date, required: true },
    leaseUntil: Date,
    tries: Number,
    giveUpAt: Date,
    gaveUpAt: Date,
    steps: { type: [new Schema({ what: String, done: Boolean, count: Number }, { _id: false })], required: true },
    metaUserId: String,
    numbers: { type: [numberSchema], default: undefined },
  },
  { collection: 'deletions', versionKey: false },
);
deletionSchema.index(
  { metaUserId: 1 },
  { unique: true, partialFilterExpression: { metaUserId: { $exists: true } }, name: 'one_running_a_person' },
);
deletionSchema.index({ state: 1, dueAt: 1 });
deletionSchema.index({ gaveUpAt: 1 }, { partialFilterExpression: { gaveUpAt: { $exists: true } } });

export const deletionModel = (connection: Connection): Model<DeletionRecord> =>
  connection.model<DeletionRecord>('Deletion', deletionSchema);
