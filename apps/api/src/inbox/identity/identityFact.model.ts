import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { RoutedUpdate } from '../receiving/receive.types.js';
import type { Names } from './facts.js';

export interface IdentityFactRecord {
  /** Derived from its content, so that it is stored once. */
  _id: string;
  accountId: string;
  phoneNumberId: string;
  addresses: string[];
  arrivedAt: Date;
  /** These names are one person's, by a status or an address book. */
  joined?: Names | undefined;
  /** Nobody whom it names was known. Deleted when that stays so. */
  isLoose?: true | undefined;
  /** A change of number or id whose person is not known yet. */
  pending?: Pick<RoutedUpdate, 'place' | 'update'> | undefined;
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
