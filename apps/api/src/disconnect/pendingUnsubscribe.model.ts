import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { LeftAtMeta } from './leftAtMeta.types.js';

/**
 * What is still to be done at Meta for a WABA that was disconnected: its webhooks switched off and, where that was asked
 * for, the app removed. Holds its own sealed token until that is done.
 */
export interface PendingUnsubscribeRecord extends LeftAtMeta {
  accessToken: string;
  /** The app is to be removed for this person at Meta, after the webhooks. Absent: only the webhooks. */
  revoke?: { metaUserId: string | null; askedAt: Date } | undefined;
  /**
   * Drawn anew each time it is asked for. Whoever has finished it drops it only where nobody has asked again meanwhile,
   * also where it was given up in between and stored afresh.
   */
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
