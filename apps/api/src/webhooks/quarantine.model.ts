import type { QuarantineReason } from '@switchboard/contracts';
import type { Connection, Model, mongo } from 'mongoose';
import { Schema } from 'mongoose';
import type { QuarantinedUpdate } from './quarantinedUpdate.js';

/** Something that Meta said and nobody here takes yet. */
export interface QuarantineRecord {
  /** `toUpdateId`: a delivery that is read again is kept once, and rows are in the order of arrival. */
  _id: string;
  reason: QuarantineReason;
  phoneNumberId?: string | undefined;
  wabaId?: string | undefined;
  /** The holder of the number when it came, the only one it is replayed to. Absent: whoever connects the number. */
  accountId?: string | undefined;
  receivedAt: Date;
  place: number;
  update?: QuarantinedUpdate | undefined;
  /** Meta's type of what could not be read, like `image`. Old rows have it in the update's value. */
  type?: string | undefined;
  body?: mongo.Binary | undefined;
}

const quarantineSchema = new Schema<QuarantineRecord>(
  {
    _id: { type: String, required: true },
    reason: String,
    phoneNumberId: String,
    wabaId: String,
    accountId: String,
    receivedAt: { type: Date, index: true },
  },
  { collection: 'quarantine', strict: false, versionKey: false },
);
quarantineSchema.index({ phoneNumberId: 1, _id: 1 });
quarantineSchema.index({ wabaId: 1 });

export const quarantineModel = (connection: Connection): Model<QuarantineRecord> =>
  connection.model<QuarantineRecord>('Quarantine', quarantineSchema);
