import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { LeftAtMeta } from './leftAtMeta.types.js';

/** A WABA whose webhooks are to be on again, and Meta has not said so yet. Its numbers have the token for it. */
export type PendingSubscribeRecord = LeftAtMeta;

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
