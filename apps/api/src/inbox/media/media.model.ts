import type { MediaKind, MediaState } from '@switchboard/contracts';
import type { Connection, Model, mongo } from 'mongoose';
import { Schema } from 'mongoose';

/** A file of a message: what a customer sent, or what was uploaded here to be sent. */
export interface MediaRecord {
  /** The public id. For what comes from Meta it is made from the message's id. */
  _id: string;
  accountId: string;
  /** Of an upload: who made it. Only what was uploaded can be sent. */
  uploadedBy?: string | undefined;
  /** Of an upload that no message has used yet: swept after a day. */
  unsent?: true | undefined;
  /** Absent for an upload that has not been sent yet. */
  messageId?: string | undefined;
  phoneNumberId?: string | undefined;
  kind: MediaKind;
  state: MediaState;
  mimeType: string;
  filename?: string | undefined;
  /** Bytes. */
  size?: number | undefined;
  animated?: boolean | undefined;
  /** Where the bytes are, in the store. */
  fileId?: mongo.ObjectId | undefined;
  /** Of a file whose bytes are here and that the virus scanner has not looked at: what is known of it. */
  unscanned?: { size: number; mimeType: string } | undefined;
  /** Of a picture that lies on somebody else's server: where. */
  sourceUrl?: string | undefined;
  /** Meta's id: to fetch it from, or what an upload got there. */
  metaMediaId?: string | undefined;
  /** When the upload to Meta was made: Meta keeps it for 30 days. */
  metaUploadedAt?: Date | undefined;
  createdAt: Date;
  /** While it waits: when to try next, how often it was tried, and until when somebody is at it. */
  dueAt?: Date | undefined;
  attempts?: number | undefined;
  claimedUntil?: Date | undefined;
  /** When trying ends, where it was begun anew. Absent: when Meta keeps the file no longer. */
  giveUpAt?: Date | undefined;
  /** When trying ended in vain. */
  gaveUpAt?: Date | undefined;
}

const mediaSchema = new Schema<MediaRecord>(
  {
    _id: { type: String, required: true },
    accountId: { type: String, required: true },
    state: { type: String, required: true },
    dueAt: Date,
    claimedUntil: Date,
    giveUpAt: Date,
    gaveUpAt: Date,
    attempts: Number,
    messageId: String,
    createdAt: Date,
  },
  { collection: 'media', strict: false, versionKey: false },
);
mediaSchema.index({ accountId: 1, _id: 1 });
mediaSchema.index({ dueAt: 1 }, { partialFilterExpression: { state: 'waiting' } });
mediaSchema.index({ gaveUpAt: 1 }, { partialFilterExpression: { gaveUpAt: { $exists: true } } });
// Uploads that were never sent are counted by account, and swept by age.
mediaSchema.index({ accountId: 1, createdAt: 1 }, { partialFilterExpression: { unsent: true } });

export const mediaModel = (connection: Connection): Model<MediaRecord> =>
  connection.model<MediaRecord>('Media', mediaSchema);
