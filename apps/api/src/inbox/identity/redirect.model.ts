import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/** Where the id of a merged conversation leads. */
export interface RedirectRecord {
  _id: string;
  accountId: string;
  phoneNumberId: string;
  /** Never one that leads on. */
  into: string;
  at: Date;
  /** Until then, what is stored under the old id is moved. */
  watchedUntil?: Date | undefined;
}

const schema = new Schema<RedirectRecord>(
  {
    _id: { type: String, required: true },
    accountId: { type: String, required: true },
    phoneNumberId: { type: String, required: true },
    into: { type: String, required: true },
    watchedUntil: Date,
  },
  { collection: 'conversationRedirects', strict: false, strictQuery: false, versionKey: false },
);
schema.index({ accountId: 1, into: 1 });
schema.index({ accountId: 1, phoneNumberId: 1 });
schema.index({ watchedUntil: 1 }, { partialFilterExpression: { watchedUntil: { $exists: true } } });

export const redirectModel = (connection: Connection): Model<RedirectRecord> =>
  connection.model<RedirectRecord>('ConversationRedirect', schema);
