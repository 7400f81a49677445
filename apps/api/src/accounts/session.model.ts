import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

export interface SessionRecord {
  sessionId: string;
  accountId: string;
  userId: string;
  /** How often the refresh token was renewed: the token carries it, and only the current one is good. */
  generation: number;
  renewedAt: Date;
  /** What the browser said of itself when it signed in, and the address it was last renewed from. Absent in old rows. */
  device?: string | undefined;
  address?: string | undefined;
  /** Ends when unused this long. */
  idleExpiresAt: Date;
  /** Ends then, used or not. */
  expiresAt: Date;
  /** When its holder last showed who they are: at signing in, and when asked again. */
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
