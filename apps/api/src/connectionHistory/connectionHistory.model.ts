import type { ConnectionHistoryKind } from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/** One thing that happened to an account's connections, except attempts: they are kept themselves. */
export interface ConnectionHistoryRecord {
  storyId: string;
  accountId: string;
  kind: ConnectionHistoryKind;
  at: Date;
  /** A person's name as it was then, `Meta` or `Switchboard`. */
  by: string;
  title: string;
  text: string;
  phoneNumberIds: string[];
  durationMs?: number | undefined;
  fbtraceId?: string | undefined;
}

const connectionHistorySchema = new Schema<ConnectionHistoryRecord>(
  {
    storyId: { type: String, required: true, unique: true },
    accountId: { type: String, required: true },
    kind: { type: String, required: true },
    at: { type: Date, required: true },
    by: { type: String, required: true },
    title: { type: String, required: true },
    text: { type: String, required: true },
    phoneNumberIds: { type: [String], required: true },
    durationMs: Number,
    fbtraceId: String,
  },
  { collection: 'story', versionKey: false },
);
connectionHistorySchema.index({ accountId: 1, at: -1, storyId: -1 });

export const connectionHistoryModel = (connection: Connection): Model<ConnectionHistoryRecord> =>
  connection.model<ConnectionHistoryRecord>('Story', connectionHistorySchema);
