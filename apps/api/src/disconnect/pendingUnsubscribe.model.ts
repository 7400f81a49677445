import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { LeftAtMeta } from './leftAtMeta.types.js';

/** A disconnected WABA whose webhooks are to be switched off at Meta and, where that was asked for, the app removed. */
export interface PendingUnsubscribeRecord extends LeftAtMeta {
  accessToken: string;
  /** The person at Meta for whom the app is to be removed, after the webhooks. Absent: only the webhooks. */
  revoke?: { metaUserId: string | null; askedAt: Date } | undefined;
  /** Drawn anew each time it is asked for: a finished row is dropped only where it was not asked for again meanwhile. */
  askId: string;
}

const schema = new Schema<PendingUnsubscribeRecord>(
  {
    accountId: { type: String, required: true },
    wabaId: { type: String, required: true },
    wabaName: String,
    accessToken: { type: String, required: true, select: false },
    revoke: new Schema({ metaUserId: String, askedAt: Date }, { _id: false }),
    askId: { type: String, required: true },
    tries: { type: Number, required: true },
    nextTryAt: { type: Date, required: true, index: true },
    giveUpAt: { type: Date, required: true },
    leaseUntil: Date,
    gaveUpAt: Date,
    problem: { type: Schema.Types.Mixed, default: null },
  },
  { timestamps: { createdAt: true, updatedAt: false }, collection: 'pendingUnsubscribes' },
);
schema.index({ accountId: 1, wabaId: 1 }, { unique: true });
schema.index({ gaveUpAt: 1 }, { partialFilterExpression: { gaveUpAt: { $exists: true } } });
schema.index({ wabaId: 1 });

export const pendingUnsubscribeModel = (connection: Connection): Model<PendingUnsubscribeRecord> =>
  connection.model<PendingUnsubscribeRecord>('PendingUnsubscribe', schema);
