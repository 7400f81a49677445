import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

export type LinkPurpose = 'reset_password' | 'confirm_email';

/** A link that was sent to somebody's mailbox and works once. */
export interface MailedLinkRecord {
  /** The id of the mail it is in, so that a mail that is tried again carries the same link. */
  _id: string;
  purpose: LinkPurpose;
  tokenHash: string;
  userId: string;
  /** Where it was sent: what opening it proves. */
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
