import type { DeletionReply } from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/** A number whose data is to be deleted. */
export interface NumberToErase {
  accountId: string;
  phoneNumberId: string;
  wabaId: string;
  /** Digits. */
  displayPhone: string;
  attemptId?: string | undefined;
}

/** A person's request, through Meta, to delete what came with their login. Once done, only counts are left in it. */
export interface DeletionRecord {
  /** What the person is given: who has it may see how far it is. */
  code: string;
  state: DeletionReply['state'];
  requestedAt: Date;
  finishedAt?: Date | undefined;
  /** Not before. */
  dueAt: Date;
  /** Claimed by a process until then. */
  leaseUntil?: Date | undefined;
  /** How often it was begun. Absent in rows from before it was counted. */
  tries?: number | undefined;
  /** When trying ends, where it was begun anew. Absent: a week after it was asked for. */
  giveUpAt?: Date | undefined;
  /** When trying ended in vain: it waits for the operator then. */
  gaveUpAt?: Date | undefined;
  steps: DeletionReply['steps'];
  /** App-scoped id at Meta. Only until it is done: two requests of one person are one while it runs. */
  metaUserId?: string | undefined;
  /** What was found when it was begun. Only until it is done. */
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
