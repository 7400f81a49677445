import type { GraphClient, GraphFailure } from '@switchboard/graph';
import type { NumberRepository } from '../../numbers/number.repository.js';
import type { Clock } from '../../platform/clock.js';
import type { Lease } from '../../platform/lease.js';
import type { Logger } from '../../platform/logger.js';
import { downloadTimeoutMs } from '../lifetimes.js';
import type { OnDeadToken } from '../sending/deadToken.js';
import { openNumber } from '../sending/openNumber.js';
import type { MediaRecord } from './media.model.js';
import type { MediaStore } from './mediaStore.js';
import { headBytes, typeByBytes } from './mediaType.js';
import { fetchPublicPicture } from './publicPicture.js';

/** Meta's own limit for what customers send. */
const maxBytes = 100 * 1024 * 1024;

export interface MediaDownloadDeps {
  store: MediaStore;
  numbers: NumberRepository;
  graph: GraphClient;
  clock: Clock;
  logger: Logger;
  fetchPicture?: typeof fetchPublicPicture;
  onDeadToken: OnDeadToken;
}

export type Downloaded =
  | { kind: 'ready'; size: number; mimeType: string }
  | { kind: 'refused' }
  | { kind: 'later'; isFinal: boolean };

const tooLarge = { kind: 'refused' } as const;
const isFinal = (failure: GraphFailure) =>
  failure.outcome === 'refused' && failure.retry === 'no' && failure.kind !== 'token_invalid';

export function createMediaDownload(deps: MediaDownloadDeps) {
  const { store, numbers, graph, clock, logger, fetchPicture = fetchPublicPicture, onDeadToken } = deps;

  async function download(record: MediaRecord, lease: Lease<MediaRecord>): Promise<Downloaded> {
    const { accountId, phoneNumberId, metaMediaId, sourceUrl } = record;
    if (sourceUrl) return downloadPicture(record, lease, sourceUrl);
    if (!phoneNumberId || !metaMediaId) return { kind: 'later', isFinal: true };
    const opened = await openNumber(numbers, accountId, phoneNumberId);
    if ('kind' in opened) return { kind: 'later', isFinal: false };
    const token = opened.accessToken;
    const askedAt = clock.now();
    const found = await graph.readMedia({ mediaId: metaMediaId, phoneNumberId, token });
    if (!found.ok) {
      await onDeadToken(opened.record, askedAt, found.failure);
      return { kind: 'later', isFinal: isFinal(found.failure) };
    }
    const { url, mimeType, size } = found.value;
    if (size !== undefined && size > maxBytes) return tooLarge;
    const file = await graph.downloadMedia({ url, token, maxBytes, timeoutMs: downloadTimeoutMs });
    if (!file.ok) {
      if (file.failure.kind === 'media_rejected') return tooLarge;
      return { kind: 'later', isFinal: isFinal(file.failure) };
    }
    return save(record, lease, file.value.body, mimeType || file.value.mimeType || record.mimeType);
  }

  async function downloadPicture(
    record: MediaRecord,
    lease: Lease<MediaRecord>,
    sourceUrl: string,
  ): Promise<Downloaded> {
    const picture = await fetchPicture(sourceUrl);
    if (picture.kind === 'refused') return tooLarge;
    if (picture.kind === 'failed') return { kind: 'later', isFinal: true };
    return save(record, lease, picture.body, picture.mimeType);
  }

  async function save(
    record: MediaRecord,
    lease: Lease<MediaRecord>,
    body: AsyncIterable<Buffer>,
    mimeType: string,
  ): Promise<Downloaded> {
    const fileId = store.newId();
    if (record.fileId) await store.discard(record.fileId);
    // Named before its first byte is stored, so that the bytes of an interrupted try can be removed.
    if (!(await lease.write({ $set: { fileId } }))) return { kind: 'later', isFinal: false };
    record.fileId = fileId;
    let seen = 0;
    const beginning: Buffer[] = [];
    async function* counted() {
      for await (const piece of body) {
        if (seen < headBytes) beginning.push(piece.subarray(0, headBytes - seen));
        seen += piece.length;
        yield piece;
      }
    }
    try {
      const size = await store.save(fileId, counted());
      if (await lease.extend()) {
        return { kind: 'ready', size, mimeType: await typeByBytes(mimeType, Buffer.concat(beginning)) };
      }
      // The record was erased, or another process fetches it: nobody would find these bytes to remove them.
      await store.remove(fileId);
      return { kind: 'later', isFinal: false };
    } catch (error) {
      logger.info({ mediaId: record._id, err: error }, 'a file was not fetched to its end');
      return seen >= maxBytes ? tooLarge : { kind: 'later', isFinal: false };
    }
  }

  return download;
}
export type MediaDownload = ReturnType<typeof createMediaDownload>;
