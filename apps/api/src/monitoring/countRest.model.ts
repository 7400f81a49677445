import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/** Of an account whose messages take long to count: when it is counted again. All others have no row. */
export interface CountRestRecord {
  /** The account. */
  _id: string;
  until: Date;
  /** When the last count that came to its end began. */
  countedAt?: Date | undefined;
}

const countRestSchema = new Schema<CountRestRecord>(
  { _id: { type: String, required: true }, until: { type: Date, required: true }, countedAt: Date },
  { collection: 'countRests', versionKey: false },
);

export const countRestModel = (connection: Connection): Model<CountRestRecord> =>
  connection.model<CountRestRecord>('CountRest', countRestSchema);
