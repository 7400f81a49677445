import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/** Something Meta said about a number or its WhatsApp account, for one account here. */
export interface NoticeRecord {
  /** Made from what was said and to whom, so that a delivery that comes twice is one notice. */
  _id: string;
  accountId: string;
  wabaId: string;
  phoneNumberId?: string | undefined;
  field: string;
  event?: string | undefined;
  at: Date;
  receivedAt: Date;
  value: unknown;
}

const noticeSchema = new Schema<NoticeRecord>(
  {
    _id: { type: String, required: true },
    accountId: { type: String, required: true },
    at: { type: Date, required: true },
    receivedAt: { type: Date, index: true },
  },
  { collection: 'notices', strict: false, versionKey: false },
);
noticeSchema.index({ accountId: 1, at: -1 });

export const noticeModel = (connection: Connection): Model<NoticeRecord> =>
  connection.model<NoticeRecord>('Notice', noticeSchema);
