import type { HostedSignupState } from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/** A WhatsApp account that Meta says was shared with us. It is nobody's here until the operator says whose. */
export interface HostedSignupRecord {
  wabaId: string;
  businessId: string | null;
  state: HostedSignupState;
  /** Meta's time of what it said last: an event that is older, or the same again, changes nothing. */
  at: Date;
  accountId?: string | undefined;
  /** Somebody is connecting it, and until when nobody else may. */
  claim?: { id: string; until: Date } | undefined;
}

const hostedSignupSchema = new Schema<HostedSignupRecord>(
  {
    wabaId: { type: String, required: true, unique: true },
    businessId: { type: String, default: null },
    state: { type: String, required: true },
    at: { type: Date, required: true },
    accountId: String,
    claim: { type: new Schema({ id: String, until: Date }, { _id: false }), required: false },
  },
  { collection: 'hostedSignups', versionKey: false },
);
hostedSignupSchema.index({ state: 1, at: -1, wabaId: 1 });

export const hostedSignupModel = (connection: Connection): Model<HostedSignupRecord> =>
  connection.model<HostedSignupRecord>('HostedSignup', hostedSignupSchema);
