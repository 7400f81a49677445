import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

export interface SignInPlaceRecord {
  userId: string;
  key: string;
  lastAt: Date;
}

const signInPlaceSchema = new Schema<SignInPlaceRecord>(
  {
    userId: { type: String, required: true },
    key: { type: String, required: true },
    lastAt: { type: Date, required: true, index: true },
  },
  { collection: 'signInPlaces', versionKey: false },
);
signInPlaceSchema.index({ userId: 1, key: 1 }, { unique: true });

export const signInPlaceModel = (connection: Connection): Model<SignInPlaceRecord> =>
  connection.model<SignInPlaceRecord>('SignInPlace', signInPlaceSchema);
