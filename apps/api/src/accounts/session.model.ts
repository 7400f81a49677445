import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

export interface SessionRecord {
  sessionId: string;
  accountId: string;
  userId: string;
  /** How often the session was renewed; only the token of the current generation is good. */
  generation: number;
  renewedAt: Date;
  /** From signing in (device) and the last renewal (address). Absent in old rows. */
  device?: string | undefined;
  address?: string | undefined;
  idleExpiresAt: Date;
  expiresAt: Date;
  /** At signing in, and whenever asked again. Absent in old rows. */
  provedAt?: Date | undefined;
  createdAt: Date;
}

const sessionSchema = new Schema<SessionRecord>(
  {
    sessionId: { type: String, required: true, unique: true },
    accountId: { type: String, required: true },
    userId: { type: String, required: true },
    generation: { type: Number, required: true },
    renewedAt: { type: Date, required: true },
    device: String,
    address: String,
    idleExpiresAt: { type: Date, required: true, index: true },
    expiresAt: { type: Date, required: true },
    provedAt: Date,
  },
  { timestamps: { createdAt: true, updatedAt: false }, collection: 'sessions' },
);
sessionSchema.index({ accountId: 1, userId: 1 });

export const sessionModel = (connection: Connection): Model<SessionRecord> =>
  connection.model<SessionRecord>('Session', sessionSchema);
