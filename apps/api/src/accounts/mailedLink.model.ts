import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

export type LinkPurpose = 'reset_password' | 'confirm_email';

export interface MailedLinkRecord {
  /** The mail's id: a mail that is sent again carries one and the same link. */
  _id: string;
  purpose: LinkPurpose;
  tokenHash: string;
  userId: string;
  /** Opening the link proves that the person reads this mailbox. */
  email: string;
  expiresAt: Date;
  usedAt?: Date | undefined;
}

const mailedLinkSchema = new Schema<MailedLinkRecord>(
  {
    _id: { type: String, required: true },
    purpose: { type: String, required: true },
    tokenHash: { type: String, required: true, unique: true },
    userId: { type: String, required: true, index: true },
    email: { type: String, required: true },
    expiresAt: { type: Date, required: true, index: true },
    usedAt: Date,
  },
  { collection: 'mailedLinks', versionKey: false },
);

export const mailedLinkModel = (connection: Connection): Model<MailedLinkRecord> =>
  connection.model<MailedLinkRecord>('MailedLink', mailedLinkSchema);
