import type { Readable } from 'node:stream';
import type { Model } from 'mongoose';
import { AppError } from '../../platform/errors.js';
import { getCollection } from '../inboxWrites.js';
import type { MediaRecord } from './media.model.js';
import type { MediaFetcher } from './mediaFetcher.js';
import type { ByteRange, MediaStore } from './mediaStore.js';
import type { MediaUploads } from './mediaUpload.js';

export interface MediaServiceDeps {
  media: Model<MediaRecord>;
  store: Pick<MediaStore, 'open'>;
  uploads: MediaUploads;
  fetcher: MediaFetcher;
}

export interface ReadyMedia {
  record: MediaRecord & { size: number };
  read(range?: ByteRange): Promise<Readable>;
}

/** Every query names the account. */
export function createMediaService({ media, store, uploads, fetcher }: MediaServiceDeps) {
  const rows = getCollection(media);
  return {
    uploads,
    sweep: uploads.sweep,

    /**
     * @throws AppError `media_not_found`, `media_infected`, `media_not_ready` while it is fetched or searched; reading it,
     * `storage_unavailable`.
     */
    async open(accountId: string, mediaId: string): Promise<ReadyMedia> {
      const record = await rows.findOne({ _id: mediaId, accountId });
      if (!record) throw new AppError('media_not_found');
      const { fileId, size, state } = record;
      if (state === 'infected') throw new AppError('media_infected');
      if (state === 'waiting') throw new AppError('media_not_ready');
      if (state !== 'ready' || !fileId || size === undefined) throw new AppError('media_not_found');
      return { record: { ...record, size }, read: (range) => store.open(fileId, range) };
    },

    job: fetcher.job,
    wake: fetcher.wake,
    start: fetcher.start,
    stop: fetcher.stop,
    runDue: fetcher.runDue,
  };
}
export type MediaService = ReturnType<typeof createMediaService>;
