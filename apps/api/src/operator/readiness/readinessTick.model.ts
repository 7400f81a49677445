import type { ReadinessCheck } from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/** A person looked at Meta, and it was right. */
export interface ReadinessTickRecord {
  check: ReadinessCheck;
  /** What was looked at: another app, address or configuration has to be looked at again. */
  about: string;
  by: string;
  at: Date;
}

const readinessTickSchema = new Schema<ReadinessTickRecord>(
  {
    check: { type: String, required: true, unique: true },
    about: { type: String, required: true },
    by: { type: String, required: true },
    at: { type: Date, required: true },
  },
  { collection: 'readinessTicks', versionKey: false },
);

export const readinessTickModel = (connection: Connection): Model<ReadinessTickRecord> =>
  connection.model<ReadinessTickRecord>('ReadinessTick', readinessTickSchema);
