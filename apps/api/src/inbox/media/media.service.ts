import type { Readable } from 'node:stream';
import { AppError } from '../../platform/errors.js';
import { rowsOf } from '../inboxWrites.js';
import type { MediaRecord } from './media.model.js';
import { createMediaFetcher, type MediaFetcherDeps } from './mediaFetcher.js';
import { createMediaScan, type MediaScanDeps } from './mediaScan.js';
import type { ByteRange } from './mediaStore.js';
import { createMediaUpload, type UploadDeps } from './mediaUpload.js';

export type MediaServiceDeps = Omit<MediaFetcherDeps & UploadDeps, 'scan'> & MediaScanDeps;

/** A file that may be read. */
export interface ReadyMedia {
  record: MediaRecord & { size: number };
  read(range?: ByteRange): Readable;
}

/** Files of an account: uploaded here, or fetched from Meta. Every question is led by the account. */
export function createMediaService(deps: MediaServiceDeps) {
  const rows = rowsOf(deps.media);
  const scan = createMediaScan(deps);
  const uploads = createMediaUpload({ ...deps, scan });
  const fetcher = createMediaFetcher({ ...deps, scan });
  return {
    upload: uploads.upload,
    sweep: uploads.sweep,

    /** @throws AppError `media_not_found`, `media_infected`, `media_not_ready` while it is being fetched or searched. */
    async open(accountId: string, mediaId: string): Promise<ReadyMedia> {
      const record = await rows.findOne({ _id: mediaId, accountId });
      if (!record) throw new AppError('media_not_found');
      const { fileId, size, state } = record;
      if (state === 'infected') throw new AppError('media_infected');
      if (state === 'waiting') throw new AppError('media_not_ready');
      if (state !== 'ready' || !fileId || size === undefined) throw new AppError('media_not_found');
      return { record: { ...record, size }, read: (range) => deps.store.open(fileId, range) };
    },

    job: fetcher.job,
    wake: fetcher.wake,
    start: fetcher.start,
    stop: fetcher.stop,
    runDue: fetcher.runDue,
  };
}
export type MediaService = ReturnType<typeof createMediaService>;
