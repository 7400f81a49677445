import type { MediaKind, MediaState } from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { FileId } from './mediaStore.js';

export interface MediaRecord {
  /** Derived from the message's id for what comes from Meta. */
  _id: string;
  accountId: string;
  /** Who uploaded it. Only uploads can be sent. */
  uploadedBy?: string | undefined;
  /** No message uses the upload yet: swept after a day. */
  unsent?: true | undefined;
  messageId?: string | undefined;
  phoneNumberId?: string | undefined;
  kind: MediaKind;
  state: MediaState;
  mimeType: string;
  filename?: string | undefined;
  /** Bytes. */
  size?: number | undefined;
  animated?: boolean | undefined;
  fileId?: FileId | undefined;
  /** While a file is moved to another store: its copy that does not count. */
  spareFileId?: FileId | undefined;
  spareSince?: Date | undefined;
  /** Its bytes are here, and the virus scanner has not seen them. */
  unscanned?: { size: number; mimeType: string } | undefined;
  /** On somebody else's server. */
  sourceUrl?: string | undefined;
  metaMediaId?: string | undefined;
  /** Meta keeps an upload for 30 days. */
  metaUploadedAt?: Date | undefined;
  createdAt: Date;
  dueAt?: Date | undefined;
  attempts?: number | undefined;
  claimedUntil?: Date | undefined;
  /** Absent: when Meta keeps the file no longer. */
  giveUpAt?: Date | undefined;
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
    spareSince: Date,
  },
  { collection: 'media', strict: false, versionKey: false },
);
mediaSchema.index({ accountId: 1, _id: 1 });
mediaSchema.index({ fileId: 1 }, { sparse: true });
mediaSchema.index({ spareSince: 1 }, { sparse: true });
mediaSchema.index({ dueAt: 1 }, { partialFilterExpression: { state: 'waiting' } });
mediaSchema.index({ gaveUpAt: 1 }, { partialFilterExpression: { gaveUpAt: { $exists: true } } });
mediaSchema.index({ accountId: 1, createdAt: 1 }, { partialFilterExpression: { unsent: true } });

export const mediaModel = (connection: Connection): Model<MediaRecord> =>
  connection.model<MediaRecord>('Media', mediaSchema);
