import type { QuarantineReason } from '@switchboard/contracts';
import type { Connection, Model, mongo } from 'mongoose';
import { Schema } from 'mongoose';
import type { QuarantinedUpdate } from './quarantinedUpdate.js';

/** Something of Meta's that has no place yet. Kept until it gets one, or until its time is over. */
export interface QuarantineRecord {
  /** `<delivery>.<place in it>`: the same delivery read again is kept once, and they are in the order of arrival. */
  _id: string;
  reason: QuarantineReason;
  /** Absent for what could not even be read. */
  phoneNumberId?: string | undefined;
  wabaId?: string | undefined;
  /**
   * Who held the number when it came, where somebody did: only to them is it ever replayed. Absent: whoever proves to
   * Meta that the number is theirs.
   */
  accountId?: string | undefined;
  receivedAt: Date;
  place: number;
  update?: QuarantinedUpdate | undefined;
  /** Meta's word for what could not be read: `image`, say. Older rows have it in the update's value. */
  type?: string | undefined;
  /** The bytes of a delivery that could not be read, or of which something is not stored as it is. */
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
