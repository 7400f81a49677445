import type { Model } from 'mongoose';
import { getCollection } from '../inboxWrites.js';
import type { MediaRecord } from '../media/media.model.js';
import type { MediaStore } from '../media/mediaStore.js';
import type { MessageRecord } from '../message.model.js';
import { atOnce, ofNumbers } from './changeErasure.js';

export interface FileErasureDeps {
  media: Model<MediaRecord>;
  messages: Model<MessageRecord>;
  store: Pick<MediaStore, 'remove'>;
}

/** Deletes files for good, the bytes included. Can be run again. */
export function createFileErasure({ media, messages, store }: FileErasureDeps) {
  async function remove(filter: object): Promise<number> {
    let count = 0;
    for (;;) {
      const files = (await getCollection(media).find(filter).limit(atOnce).toArray()) as MediaRecord[];
      if (files.length === 0) return count;
      for (const { fileId, spareFileId } of files) {
        for (const id of [fileId, spareFileId]) if (id) await store.remove(id);
      }
      count += (await media.deleteMany({ _id: { $in: files.map((file) => file._id) } })).deletedCount;
    }
  }

  return async function eraseFiles(accountId: string, phoneNumberIds: readonly string[]): Promise<number> {
    const filter = ofNumbers(accountId, phoneNumberIds);
    let count = await remove(filter);
    // An uploaded file names its message, and its number only once it was sent.
    const rows = messages
      .find({ ...filter, 'content.kind': 'media' }, { _id: 1, 'content.media.mediaId': 1 })
      .lean<Pick<MessageRecord, '_id' | 'content'>[]>()
      .cursor({ batchSize: atOnce });
    for await (const { _id, content } of rows) {
      const mediaId = content.kind === 'media' ? content.media.mediaId : null;
      count += await remove({ accountId, $or: [{ messageId: _id }, ...(mediaId ? [{ _id: mediaId }] : [])] });
    }
    return count;
  };
}
