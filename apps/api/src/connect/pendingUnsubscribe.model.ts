import type { ProblemDto } from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/** A WABA whose webhooks are still to be switched off at Meta. Holds its own sealed token until that is done. */
export interface PendingUnsubscribeRecord {
  accountId: string;
  wabaId: string;
  wabaName?: string | undefined;
  accessToken: string;
  tries: number;
  nextTryAt: Date;
  giveUpAt: Date;
  /** Claimed by a process until then. */
  leaseUntil?: Date | undefined;
  problem: ProblemDto | null;
  createdAt: Date;
}

const schema = new Schema<PendingUnsubscribeRecord>(
  {
    accountId: { type: String, required: true },
    wabaId: { type: String, required: true },
    wabaName: String,
    accessToken: { type: String, required: true, select: false },
    tries: { type: Number, required: true },
    nextTryAt: { type: Date, required: true, index: true },
    giveUpAt: { type: Date, required: true },
    leaseUntil: Date,
    problem: { type: Schema.Types.Mixed, default: null },
  },
  { timestamps: { createdAt: true, updatedAt: false }, collection: 'pendingUnsubscribes' },
);
schema.index({ accountId: 1, wabaId: 1 }, { unique: true });
schema.index({ wabaId: 1 });

export const pendingUnsubscribeModel = (connection: Connection): Model<PendingUnsubscribeRecord> =>
  connection.model<PendingUnsubscribeRecord>('PendingUnsubscribe', schema);
