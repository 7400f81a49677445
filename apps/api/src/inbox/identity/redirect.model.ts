import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/** A conversation became part of another: its id, in addresses of pages and on the way to us, still leads there. */
export interface RedirectRecord {
  /** The id that was. */
  _id: string;
  accountId: string;
  phoneNumberId: string;
  /** The conversation that is: never one that leads on. */
  into: string;
  at: Date;
  /** What was stored under the old id at the same moment is still looked for, until then. */
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
