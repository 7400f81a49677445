import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { Preference } from './optOut.js';

/**
 * What a customer once said about a category, by address: it counts for every thread that the address leads to later,
 * and stays the word of whoever had the address then.
 */
export interface PreferenceRecord extends Preference {
  /** Derived from its content. */
  _id: string;
  accountId: string;
  phoneNumberId: string;
  address: string;
  /** Numbers change hands. */
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
