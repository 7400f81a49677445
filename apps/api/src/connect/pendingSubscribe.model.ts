import type { ProblemDto } from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/** A WABA whose webhooks are to be on again, and Meta has not said so yet. Its numbers have the token for it. */
export interface PendingSubscribeRecord {
  accountId: string;
  wabaId: string;
  wabaName?: string | undefined;
  tries: number;
  nextTryAt: Date;
  giveUpAt: Date;
  /** Claimed by a process until then. */
  leaseUntil?: Date | undefined;
  problem: ProblemDto | null;
  /** When trying ended in vain. Kept for a while, so that the operator can have it run again. */
  gaveUpAt?: Date | undefined;
  createdAt: Date;
}

const schema = new Schema<PendingSubscribeRecord>(
  {
    accountId: { type: String, required: true },
    wabaId: { type: String, required: true },
    wabaName: String,
    tries: { type: Number, required: true },
    nextTryAt: { type: Date, required: true, index: true },
    giveUpAt: { type: Date, required: true },
    leaseUntil: Date,
    gaveUpAt: Date,
    problem: { type: Schema.Types.Mixed, default: null },
  },
  { timestamps: { createdAt: true, updatedAt: false }, collection: 'pendingSubscribes' },
);
schema.index({ accountId: 1, wabaId: 1 }, { unique: true });
schema.index({ gaveUpAt: 1 }, { partialFilterExpression: { gaveUpAt: { $exists: true } } });

export const pendingSubscribeModel = (connection: Connection): Model<PendingSubscribeRecord> =>
  connection.model<PendingSubscribeRecord>('PendingSubscribe', schema);
