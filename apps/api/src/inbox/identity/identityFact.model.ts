import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { PlacedUpdate } from '../receiving/receive.types.js';
import type { Names } from './facts.js';

/** What was said about who somebody is, and is in no message. */
export interface IdentityFactRecord {
  /** Made from what it says, so that the same said twice is kept once. */
  _id: string;
  accountId: string;
  phoneNumberId: string;
  /** Every address it names, in the spelling phones are compared by. */
  addresses: string[];
  arrivedAt: Date;
  /** These names are one person's: somebody's word, a status or an address book. Kept as long as the conversation. */
  joined?: Names | undefined;
  /** Nobody whom it names was known. Forgotten when that stays so. */
  isLoose?: true | undefined;
  /** A change of number or id that names nobody who is known. It gets its line when one of its addresses appears. */
  pending?: Pick<PlacedUpdate, 'place' | 'update'> | undefined;
}

const schema = new Schema<IdentityFactRecord>(
  {
    _id: { type: String, required: true },
    accountId: { type: String, required: true },
    phoneNumberId: { type: String, required: true },
    addresses: { type: [String], required: true },
    arrivedAt: Date,
  },
  { collection: 'identityFacts', strict: false, strictQuery: false, versionKey: false },
);
schema.index({ accountId: 1, phoneNumberId: 1, addresses: 1 });
schema.index({ arrivedAt: 1 }, { partialFilterExpression: { pending: { $exists: true } }, name: 'pending_changes' });

export const identityFactModel = (connection: Connection): Model<IdentityFactRecord> =>
  connection.model<IdentityFactRecord>('IdentityFact', schema);
