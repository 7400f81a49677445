import type { StoryKind } from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/** One thing that happened to an account's connections, except attempts: they are kept themselves. */
export interface StoryRecord {
  storyId: string;
  accountId: string;
  kind: StoryKind;
  at: Date;
  /** A person's name as it was then, `Meta` or `Switchboard`. */
  by: string;
  title: string;
  text: string;
  phoneNumberIds: string[];
  durationMs?: number | undefined;
  fbtraceId?: string | undefined;
}

const storySchema = new Schema<StoryRecord>(
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
storySchema.index({ accountId: 1, at: -1, storyId: -1 });

export const storyModel = (connection: Connection): Model<StoryRecord> =>
  connection.model<StoryRecord>('Story', storySchema);
