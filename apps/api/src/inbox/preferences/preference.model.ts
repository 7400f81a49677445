import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { Preference } from './optOut.js';

/**
 * What a customer once said about a category of messages, by address: kept also while there is no thread with them, and for
 * every thread that their address leads to later. None replaces another: an earlier owner's word stays theirs.
 */
export interface PreferenceRecord extends Preference {
  /** Made from all of it (`ids.ts`): the same told again is the same row. */
  _id: string;
  accountId: string;
  phoneNumberId: string;
  /** As conversations keep it: `w:<digits>` or `u:<id>`. */
  address: string;
  /** The business-scoped id that was named beside a phone number: numbers change hands. */
  userId?: string | undefined;
}

const preferenceSchema = new Schema<PreferenceRecord>(
  {
    _id: { type: String, required: true },
    accountId: { type: String, required: true },
    phoneNumberId: { type: String, required: true },
    address: { type: String, required: true },
    userId: String,
    category: { type: String, required: true },
    value: { type: String, enum: ['stop', 'resume'], required: true },
    at: { type: Date, required: true },
  },
  { collection: 'preferences', versionKey: false },
);
preferenceSchema.index({ accountId: 1, phoneNumberId: 1, address: 1 });

export const preferenceModel = (connection: Connection): Model<PreferenceRecord> =>
  connection.model<PreferenceRecord>('Preference', preferenceSchema);
