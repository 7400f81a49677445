import type { Model, mongo } from 'mongoose';
import { receivedMediaId } from '../ids.js';
import type { MediaRecord } from '../media/media.model.js';
import type { MessageRecord } from '../message.model.js';
import type { MediaAtMeta } from './messageContent.mapper.js';

export const waitingMedia = (
  { kind, mimeType, filename, animated, metaMediaId }: MediaAtMeta,
  { _id, accountId, phoneNumberId, content }: MessageRecord,
  now: Date,
): MediaRecord => ({
  _id: content.kind === 'media' ? content.media.mediaId : receivedMediaId(_id),
  accountId,
  messageId: _id,
  phoneNumberId,
  kind,
  state: 'waiting',
  mimeType,
  ...(filename ? { filename } : {}),
  animated,
  metaMediaId,
  createdAt: now,
  dueAt: now,
  attempts: 0,
});

/** Files that are known stay as they are. */
export async function keepOnce(media: Model<MediaRecord>, files: readonly MediaRecord[]): Promise<void> {
  if (files.length === 0) return;
  await media.collection.bulkWrite(
    files.map(({ _id, ...file }) => ({
      updateOne: { filter: { _id } as mongo.Document, update: { $setOnInsert: file }, upsert: true },
    })) as Parameters<typeof media.collection.bulkWrite>[0],
    { ordered: false },
  );
}
