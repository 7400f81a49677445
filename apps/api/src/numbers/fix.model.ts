import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/** A fix that runs, until a time after which its process is taken for dead. */
export interface FixClaimRecord {
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
