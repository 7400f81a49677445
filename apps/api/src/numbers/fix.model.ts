import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/** Somebody is mending something, until a time after which nobody believes it any more. */
export interface FixClaimRecord {
  /** What, and of which number or WhatsApp account. */
  _id: string;
  holder: string;
  until: Date;
}

const fixClaimSchema = new Schema<FixClaimRecord>(
  {
    _id: { type: String, required: true },
    holder: { type: String, required: true },
    until: { type: Date, required: true },
  },
  { collection: 'fixClaims' },
);

export const fixClaimModel = (connection: Connection): Model<FixClaimRecord> =>
  connection.model<FixClaimRecord>('FixClaim', fixClaimSchema);
