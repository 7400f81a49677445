import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/** One upload that may begin: of whom, and of which file. */
export interface UploadTicketRecord {
  /** Public: whoever has the id alone can do nothing with it. */
  _id: string;
  secretHash: string;
  accountId: string;
  userId: string;
  sessionId: string;
  filename?: string | undefined;
  /** Meta's name of the type. */
  mimeType: string;
  /** Bytes. They count as uploaded and not sent yet. */
  size: number;
  /** Where browsers send files to object storage: the name of what they send there. */
  objectName?: string | undefined;
  expiresAt: Date;
}

const uploadTicketSchema = new Schema<UploadTicketRecord>(
  {
    _id: { type: String, required: true },
    secretHash: { type: String, required: true },
    accountId: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'uploadTickets', strict: false, versionKey: false },
);
uploadTicketSchema.index({ secretHash: 1 }, { unique: true });
uploadTicketSchema.index({ accountId: 1, expiresAt: 1 });
uploadTicketSchema.index({ expiresAt: 1 });

export const uploadTicketModel = (connection: Connection): Model<UploadTicketRecord> =>
  connection.model<UploadTicketRecord>('UploadTicket', uploadTicketSchema);
