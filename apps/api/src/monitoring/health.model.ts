import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { HealthChange, HealthValues } from './health.js';

export interface DayCounts {
  received: number;
  sent: number;
  delivered: number;
  failed: number;
  /** Received in each hour of the day, in UTC: 24 of them. */
  hours: number[];
}

export interface HealthRecord extends Partial<HealthValues>, Partial<DayCounts> {
  /** `<account>/<number>/<day>` */
  _id: string;
  accountId: string;
  phoneNumberId: string;
  day: string;
  changes?: HealthChange[] | undefined;
}

const healthSchema = new Schema<HealthRecord>(
  {
    _id: { type: String, required: true },
    accountId: { type: String, required: true },
    phoneNumberId: { type: String, required: true },
    day: { type: String, required: true, index: true },
    quality: String,
    messagingLimit: String,
    nameStatus: String,
    numberStatus: String,
    received: Number,
    sent: Number,
    delivered: Number,
    failed: Number,
    hours: { type: [Number], default: undefined },
    changes: {
      type: [new Schema<HealthChange>({ at: Date, what: String, from: String, to: String }, { _id: false })],
      default: undefined,
    },
  },
  { collection: 'numberHealth', versionKey: false },
);
healthSchema.index({ accountId: 1, phoneNumberId: 1, day: 1 }, { unique: true });

export const healthModel = (connection: Connection): Model<HealthRecord> =>
  connection.model<HealthRecord>('NumberHealth', healthSchema);
