import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/** One entry of the address book of a business's phone (coexistence): what the business calls a customer. */
export interface PhoneContactRecord {
  /** Made from account, number and the customer's number or id (`ids.ts`): an entry with both is kept under each. */
  _id: string;
  accountId: string;
  phoneNumberId: string;
  waId?: string | undefined;
  userId?: string | undefined;
  /** null: removed. Kept, so that an older entry that comes late does not bring the name back. */
  name: string | null;
  /** Meta's time of the entry. */
  at: Date;
}

const phoneContactSchema = new Schema<PhoneContactRecord>(
  {
    _id: { type: String, required: true },
    accountId: { type: String, required: true },
    phoneNumberId: { type: String, required: true },
    waId: String,
    userId: String,
    name: String,
    at: { type: Date, required: true },
  },
  { collection: 'phoneContacts', versionKey: false },
);
phoneContactSchema.index({ accountId: 1, phoneNumberId: 1 });

export const phoneContactModel = (connection: Connection): Model<PhoneContactRecord> =>
  connection.model<PhoneContactRecord>('PhoneContact', phoneContactSchema);
