import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { type MediaDto, uploadLimits } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { type Clock, later, seconds } from '../../platform/clock.js';
import { AppError } from '../../platform/errors.js';
import type { RateLimits } from '../../platform/rateLimits.js';
import { newMediaId } from '../ids.js';
import { getCollection, present } from '../inboxWrites.js';
import { unsentUploadKeptMs } from '../lifetimes.js';
import { maxUnsentBytes } from '../limits.js';
import { toMediaDto } from './media.dto.js';
import type { MediaRecord } from './media.model.js';
import type { MediaScan } from './mediaScan.js';
import type { FileId, MediaStore } from './mediaStore.js';
import {
  type AnnouncedType,
  announcedType,
  type CheckedType,
  checkType,
  headBytes,
  sizeInWords,
  tooLarge,
} from './mediaType.js';
import type { UploadTicketRecord } from './uploadTicket.model.js';

export interface UploadDeps {
  media: Model<MediaRecord>;
  tickets: Model<UploadTicketRecord>;
  store: MediaStore;
  scan: MediaScan;
  rateLimits: RateLimits;
  clock: Clock;
}

/** A file as it is said to be. */
export interface AnnouncedFile {
  accountId: string;
  contentType: string | undefined;
  announcedBytes: number | undefined;
  filename: string | undefined;
}

export interface UploadInput extends AnnouncedFile {
  userId: string;
  body: Readable;
}

/** A file that a browser sent to object storage. */
export interface SentObject extends AnnouncedFile {
  userId: string;
  objectName: string;
}

/** Files go to the store as they arrive: none is ever in memory as a whole. */
export function createMediaUpload({ media, tickets, store, scan, rateLimits, clock }: UploadDeps) {
  const rows = getCollection(media);
  const ticketRows = getCollection(tickets);
  const perAccount = rateLimits('upload-account', { points: 60, durationSeconds: seconds(60) / 1000 });

  /** What is uploaded and not sent, and what may be uploaded any moment. @throws AppError `too_many_requests`. */
  async function refuseTooMuch(accountId: string): Promise<void> {
    const sizes = [{ $group: { _id: null, bytes: { $sum: '$size' } } }];
    const [[uploaded], [awaited]] = await Promise.all([
      rows.aggregate<{ bytes: number }>([{ $match: { accountId, unsent: true } }, ...sizes]).toArray(),
      ticketRows
        .aggregate<{ bytes: number }>([{ $match: { accountId, expiresAt: { $gt: clock.now() } } }, ...sizes])
        .toArray(),
    ]);
    if ((uploaded?.bytes ?? 0) + (awaited?.bytes ?? 0) <= maxUnsentBytes) return;
    throw new AppError('too_many_requests', {
      message: `Files of ${sizeInWords(maxUnsentBytes)} are uploaded, or just about to be, and not sent yet. Send some of them first, or wait ten minutes; what is not sent is removed after a day.`,
    });
  }

  async function remove({ _id, accountId, fileId }: { _id: string; accountId: string; fileId?: FileId | undefined }) {
    if (fileId) await store.discard(fileId);
    await rows.deleteOne({ _id, accountId });
  }

  async function refuseInfected(record: MediaRecord): Promise<void> {
    const scanned = await scan(record);
    if (scanned === 'infected') throw new AppError('media_infected');
    if (scanned === 'unscanned') throw new AppError('scanner_unavailable');
  }

  /**
   * Judges and counts what is about to be uploaded.
   * @throws AppError `media_type_refused`, `media_too_large`, `too_many_requests`.
   */
  async function admit({ accountId, contentType, announcedBytes, filename }: AnnouncedFile): Promise<AnnouncedType> {
    const announced = announcedType(contentType, filename);
    const limit = uploadLimits[announced.kind].maxBytes;
    if (announcedBytes !== undefined && announcedBytes > limit) throw tooLarge(announced.kind, limit, announcedBytes);
    await perAccount.take(accountId);
    return announced;
  }

  /**
   * Takes a file that was admitted; nothing is kept of one that fails.
   * @throws AppError `media_type_refused`, `media_too_large`, `media_infected`, `scanner_unavailable`, `too_many_requests`.
   */
  const receive = ({ body, ...input }: UploadInput): Promise<MediaDto> =>
    take(input, async (fileId, announced) => {
      const file = new CheckedFile(announced, body);
      const size = await store.save(fileId, file);
      return { size, type: file.type };
    });

  /** Takes a file that was sent to object storage. @throws as {@link receive}, and AppError `upload_differs`. */
  const adopt = ({ objectName, ...input }: SentObject): Promise<MediaDto> =>
    take(input, async (fileId, announced) => {
      const size = await store.adopt(objectName, fileId);
      if (!size || size !== input.announcedBytes) throw new AppError('upload_differs');
      const head = await buffer(await store.open(fileId, { start: 0, end: Math.min(size, headBytes) - 1 }));
      const type = await checkType(announced, head);
      if (size > type.maxBytes) throw tooLarge(type.kind, type.maxBytes, null);
      return { size, type };
    });

  async function take(
    input: AnnouncedFile & { userId: string },
    bring: (fileId: FileId, announced: AnnouncedType) => Promise<{ size: number; type: CheckedType }>,
  ): Promise<MediaDto> {
    const { accountId, userId, announcedBytes, filename } = input;
    const announced = announcedType(input.contentType, filename);
    const fileId = store.newId();
    // The row is written before the first byte, with the full size, so that the sweep finds it.
    const record: MediaRecord = present({
      _id: newMediaId(),
      accountId,
      uploadedBy: userId,
      unsent: true as const,
      kind: announced.kind,
      state: 'waiting' as const,
      mimeType: announced.mimeType,
      filename,
      size: announcedBytes ?? uploadLimits[announced.kind].maxBytes,
      fileId,
      createdAt: clock.now(),
    });
    await rows.insertOne(record);
    try {
      await refuseTooMuch(accountId);
      const { size, type } = await bring(fileId, announced);
      await refuseInfected(record);
      const ready = { state: 'ready' as const, size, mimeType: type.mimeType, animated: type.animated };
      await rows.updateOne({ _id: record._id, accountId }, { $set: ready });
      return toMediaDto({ ...record, ...ready });
    } catch (error) {
      // The sweep removes it later.
      await remove(record).catch(() => undefined);
      throw isBrokenOff(error) ? new AppError('invalid_request', { message: 'The upload was broken off.' }) : error;
    }
  }

  return {
    admit,
    refuseTooMuch,
    receive,
    adopt,

    /** Both at once, for callers with a session. */
    async upload(input: UploadInput): Promise<MediaDto> {
      await admit(input);
      return receive(input);
    },

    async sweep(): Promise<void> {
      const old = await rows
        .find({ unsent: true, createdAt: { $lt: later(clock.now(), -unsentUploadKeptMs) } })
        .limit(500)
        .toArray();
      for (const record of old) {
        const { _id, accountId } = record;
        // From here on it cannot be sent: somebody may be about to.
        const { matchedCount } = await rows.updateOne({ _id, accountId, unsent: true }, { $set: { state: 'failed' } });
        if (matchedCount === 1) await remove(record);
      }
    },
  };
}
export type MediaUploads = ReturnType<typeof createMediaUpload>;

const isBrokenOff = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ECONNRESET';

/** Judges the beginning before anything is passed on, and counts bytes. */
class CheckedFile implements AsyncIterable<Buffer> {
  #type: CheckedType | null = null;

  constructor(
    private readonly announced: AnnouncedType,
    private readonly body: Readable,
  ) {}

  get type(): CheckedType {
    if (!this.#type) throw new Error('The file was not read yet');
    return this.#type;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    let head: Buffer[] = [];
    let seen = 0;
    // The answer uses this connection, so it is not destroyed.
    for await (const piece of this.body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      seen += piece.length;
      head.push(piece);
      if (!this.#type && seen < headBytes) continue;
      await this.#judge(head, seen);
      yield* head;
      head = [];
    }
    if (seen === 0) throw new AppError('invalid_request', { message: 'The file is empty.' });
    await this.#judge(head, seen);
    yield* head;
  }

  async #judge(head: readonly Buffer[], seen: number): Promise<void> {
    this.#type ??= await checkType(this.announced, Buffer.concat(head));
    const { kind, maxBytes } = this.#type;
    if (seen > maxBytes) throw tooLarge(kind, maxBytes, null);
  }
}
