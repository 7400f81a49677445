import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/** A link by which somebody else connects, on another device. */
export interface HandoverRecord {
  handoverId: string;
  accountId: string;
  userId: string;
  tokenHash: string;
  createdAt: Date;
  expiresAt: Date;
  openedAt?: Date | undefined;
  /** Used up, by the one write that also names its attempt. */
  usedAt?: Date | undefined;
  attemptId?: string | undefined;
  cancelledAt?: Date | undefined;
}

const handoverSchema = new Schema<HandoverRecord>(
  {
    handoverId: { type: String, required: true, unique: true },
    accountId: { type: String, required: true },
    userId: { type: String, required: true },
    tokenHash: { type: String, required: true, unique: true, select: false },
    createdAt: { type: Date, required: true },
    expiresAt: { type: Date, required: true, index: true },
    openedAt: Date,
    usedAt: Date,
    attemptId: String,
    cancelledAt: Date,
  },
  { collection: 'handovers', versionKey: false },
);
handoverSchema.index({ accountId: 1, handoverId: 1 });

export const handoverModel = (connection: Connection): Model<HandoverRecord> =>
  connection.model<HandoverRecord>('Handover', handoverSchema);
