import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandInput,
  type ListMultipartUploadsCommandOutput,
  ListObjectsV2Command,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { seconds } from './clock.js';
import { AppError } from './errors.js';
import { type Logger, ownLog } from './logger.js';
import type { ObjectStorage, ObjectStorageSettings, StorageState } from './objectStorage.js';

export interface StorageTimes {
  connectMs: number;
  /** From a request, with a part of a file in it, to the head of its answer. */
  answerMs: number;
  /** Without another byte of a file that is read. */
  silenceMs: number;
}
const usualTimes: StorageTimes = { connectMs: seconds(5), answerMs: seconds(60), silenceMs: seconds(30) };

/** The least that the protocol allows: each file under way has one in memory, and a copy of it. */
const partBytes = 5 * 1024 * 1024;
/** A slow browser holds a connection for as long as it reads. */
const maxConnections = 500;
/** Written to find out whether there is room again. */
const probeName = '.probe';

type Trouble = Exclude<StorageState, 'ok' | 'starting'>;

const fullNames = new Set(['XMinioStorageFull', 'QuotaExceeded', 'InsufficientCapacity', 'StorageFull']);

/** What an error of the library says of the storage; `reason` repeats neither addresses nor keys. Pure. */
export function judgeStorageError(error: unknown): { trouble: Trouble; reason: string } {
  const { name = 'Error', code, $metadata } = error as { name?: string; code?: string; $metadata?: object };
  const status = ($metadata as { httpStatusCode?: number } | undefined)?.httpStatusCode ?? 0;
  const reason = [name, code, status || undefined].filter(Boolean).join(' ').slice(0, 100);
  if (status === 507 || fullNames.has(name)) return { trouble: 'full', reason };
  const isRefusal = status >= 400 && status < 500 && status !== 408 && status !== 429;
  return { trouble: isRefusal ? 'refused' : 'unreachable', reason };
}

/** What was to be stored broke: it says nothing of the storage. */
class SourceFailure {
  constructor(readonly failure: unknown) {}
}

const isMissing = (error: unknown) => error instanceof Error && ['NoSuchKey', 'NotFound'].includes(error.name);

function createClient(
  { endpoint, region, isPathStyle, accessKeyId, secretAccessKey }: ObjectStorageSettings,
  { connectMs, answerMs }: Pick<StorageTimes, 'connectMs' | 'answerMs'>,
): S3Client {
  const agent = { keepAlive: true, maxSockets: maxConnections };
  return new S3Client({
    endpoint,
    region,
    forcePathStyle: isPathStyle,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 2,
    // A connection of its own for each part, and a failed one noticed only after the time of an answer.
    expectContinueHeader: false,
    // Newer than the protocol as other makers speak it. Each part is signed with its SHA-256 or goes over TLS.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: connectMs,
      requestTimeout: answerMs,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    },
  });
}

/** Storage that speaks S3: Amazon's, and that of other makers. */
export function openS3(
  settings: ObjectStorageSettings,
  logger: Logger,
  { connectMs, answerMs, silenceMs }: StorageTimes = usualTimes,
): ObjectStorage {
  const { bucket: Bucket, prefix } = settings;
  const client = createClient(settings, { connectMs, answerMs });
  const watch = createStateWatch(logger);
  const toKey = (name: string) => `${prefix}${name}`;

  /** @param isWrite reading goes on where there is no room. */
  async function attempt<Answer>(isWrite: boolean, act: () => Promise<Answer>): Promise<Answer> {
    try {
      const answer = await act();
      watch.note(isWrite, 'ok');
      return answer;
    } catch (error) {
      if (isMissing(error) || error instanceof SourceFailure) throw error;
      const { trouble, reason } = judgeStorageError(error);
      watch.note(isWrite, trouble, reason);
      throw new AppError('storage_unavailable', { cause: new Error(`object storage: ${reason}`) });
    }
  }

  return {
    async save(name, bytes) {
      const source = { bytes: 0, failure: null as SourceFailure | null };
      async function* read() {
        try {
          for await (const piece of bytes) {
            source.bytes += piece.length;
            yield piece;
          }
        } catch (error) {
          source.failure = new SourceFailure(error);
          throw error;
        }
      }
      const Body = Readable.from(read(), { objectMode: false });
      const params = { Bucket, Key: toKey(name), Body };
      const upload = new Upload({ client, params, partSize: partBytes, queueSize: 1 });
      const done = upload.done().catch((error: unknown) => Promise.reject(source.failure ?? error));
      try {
        await attempt(true, () => done);
      } catch (error) {
        throw error instanceof SourceFailure ? error.failure : error;
      }
      return source.bytes;
    },

    async open(name, range) {
      const Range = range && `bytes=${range.start}-${range.end}`;
      try {
        const { Body } = await attempt(false, () =>
          client.send(new GetObjectCommand({ Bucket, Key: toKey(name), Range })),
        );
        return readUntilSilent(Body as Readable, silenceMs);
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },

    async size(name) {
      try {
        const question = new HeadObjectCommand({ Bucket, Key: toKey(name) });
        const { ContentLength } = await attempt(false, () => client.send(question));
        return ContentLength ?? 0;
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },

    async copy(from, to) {
      const order = { Bucket, Key: toKey(to), CopySource: `${Bucket}/${toKey(from)}` };
      await attempt(true, () => client.send(new CopyObjectCommand(order)));
    },

    presignUpload: (name, { mimeType, size, lifeMs }) =>
      getSignedUrl(
        client,
        new PutObjectCommand({ Bucket, Key: toKey(name), ContentType: mimeType, ContentLength: size }),
        // The library leaves the type out by itself.
        { expiresIn: lifeMs / 1000, signableHeaders: new Set(['host', 'content-type', 'content-length']) },
      ),

    async remove(name) {
      await attempt(false, () => client.send(new DeleteObjectCommand({ Bucket, Key: toKey(name) })));
    },

    async *list() {
      const pages = paginateListObjectsV2({ client }, { Bucket, Prefix: prefix });
      for (;;) {
        const page = await attempt(false, () => pages.next());
        if (page.done) return;
        yield (page.value.Contents ?? []).flatMap(({ Key, LastModified }) =>
          Key && LastModified ? [{ name: Key.slice(prefix.length), storedAt: LastModified }] : [],
        );
      }
    },

    async abortUploads(before) {
      let count = 0;
      let page: ListMultipartUploadsCommandOutput | null = null;
      do {
        const next: ListMultipartUploadsCommandInput = {
          ...{ Bucket, Prefix: prefix },
          ...{ KeyMarker: page?.NextKeyMarker, UploadIdMarker: page?.NextUploadIdMarker },
        };
        page = await attempt(false, () => client.send(new ListMultipartUploadsCommand(next)));
        for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
          if (!Key || !UploadId || !Initiated || Initiated >= before) continue;
          await attempt(false, () => client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId })));
          count += 1;
        }
      } while (page.IsTruncated === true);
      return count;
    },

    async ask() {
      // A list says nothing of room.
      const question = () =>
        watch.isWritable()
          ? client.send(new ListObjectsV2Command({ Bucket, Prefix: toKey(probeName) }))
          : client.send(new PutObjectCommand({ Bucket, Key: toKey(probeName), Body: '.' }));
      await attempt(!watch.isWritable(), question).catch(() => undefined);
    },

    state: watch.state,
    close: () => client.destroy(),
  };
}

/** How the storage was at the last call; what changes is logged once. */
function createStateWatch(logger: Logger) {
  const own = ownLog(logger, 'storage');
  let reading: StorageState = 'starting';
  let writing: StorageState = 'ok';
  const state = () => (writing === 'ok' ? reading : writing);
  return {
    state,
    isWritable: () => writing === 'ok',
    note(isWrite: boolean, found: StorageState, reason?: string): void {
      const before = state();
      if (isWrite) writing = found;
      if (!isWrite || found === 'ok') reading = found;
      const now = state();
      if (now === before || (before === 'starting' && now === 'ok')) return;
      if (now === 'ok') own.info('object storage is there again');
      else own.error({ state: now, reason }, 'object storage does not do what it is asked');
    },
  };
}

/** The time runs only while the storage is waited for, and not while a slow browser takes what came. */
function readUntilSilent(body: Readable, silenceMs: number): Readable {
  async function* read() {
    const pieces = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    for (;;) {
      const timer = setTimeout(() => body.destroy(new Error('object storage fell silent')), silenceMs);
      const step = await pieces.next().finally(() => clearTimeout(timer));
      if (step.done) return;
      yield step.value;
    }
  }
  const readable = Readable.from(read(), { objectMode: false });
  readable.once('close', () => body.destroy());
  return readable;
}
