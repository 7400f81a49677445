import { randomBytes } from 'node:crypto';
import { CreateMultipartUploadCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startObjectStorage, type TestStorage } from '../../test/objectStorage.js';
import { createLogger } from './logger.js';
import type { ObjectStorage, ObjectStorageSettings } from './objectStorage.js';
import { judgeStorageError, openS3, type StorageTimes } from './s3Storage.js';

let storage: TestStorage;
let objects: ObjectStorage;
const opened: ObjectStorage[] = [];
/** As patient as in production, but with silence. */
const times = { connectMs: 5_000, answerMs: 60_000, silenceMs: 300 };
function open(settings: Partial<ObjectStorageSettings> = {}, over: Partial<StorageTimes> = {}): ObjectStorage {
  const logger = createLogger({ level: 'silent' });
  const one = openS3({ ...storage.settings, ...settings }, logger, { ...times, ...over });
  opened.push(one);
  return one;
}
beforeAll(async () => {
  storage = await startObjectStorage();
  objects = open();
});
afterEach(() => storage.be('well'));
afterAll(async () => {
  for (const one of opened) one.close();
  await storage.stop();
});

async function* inPieces(bytes: Buffer, size = 70_000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
async function readAll(name: string, range?: { start: number; end: number }): Promise<Buffer | null> {
  const file = await objects.open(name, range);
  if (!file) return null;
  const pieces: Buffer[] = [];
  for await (const piece of file) pieces.push(piece);
  return Buffer.concat(pieces);
}
const unavailable = { code: 'storage_unavailable' };
const listed = async () => {
  const names: string[] = [];
  for await (const page of objects.list()) names.push(...page.map(({ name }) => name));
  return names;
};

describe('a file in object storage', () => {
  it.each([0, 1, 9 * 1024 * 1024])('comes out as it went in: %i bytes', async (size) => {
    const bytes = randomBytes(size);
    expect(await objects.save(`whole-${size}`, inPieces(bytes))).toBe(size);
    const stored = await readAll(`whole-${size}`);
    expect(stored?.equals(bytes)).toBe(true);
    expect(await storage.openUploads()).toBe(0);
    expect(objects.state()).toBe('ok');
  });

  it('comes out in part, both ends included', async () => {
    const bytes = randomBytes(200_000);
    await objects.save('part', inPieces(bytes));
    for (const [start, end] of [
      [0, 1],
      [70_000, 150_001],
      [199_999, 199_999],
    ] as const) {
      expect((await readAll('part', { start, end }))?.equals(bytes.subarray(start, end + 1))).toBe(true);
    }
  });

  it.each([1_000, 9 * 1024 * 1024])(
    'is not there at all when its stream broke after %i bytes, and the reason is told',
    async (size) => {
      async function* breaking() {
        yield* inPieces(randomBytes(size));
        throw new Error('the line went dead');
      }
      await expect(objects.save('broken', breaking())).rejects.toThrow('the line went dead');
      expect(await readAll('broken')).toBeNull();
      expect(await storage.openUploads()).toBe(0);
      // It was not the storage's fault.
      expect(objects.state()).toBe('ok');
    },
  );

  it('is removed, and twice does no harm', async () => {
    await objects.save('removed', inPieces(randomBytes(10)));
    expect(await listed()).toContain('removed');
    await objects.remove('removed');
    await objects.remove('removed');
    expect(await listed()).not.toContain('removed');
    expect(await readAll('removed')).toBeNull();
  });

  it('whose upload in parts was never completed leaves nothing, once it is old', async () => {
    const { endpoint, region, bucket, prefix, accessKeyId, secretAccessKey } = storage.settings;
    const credentials = { accessKeyId, secretAccessKey };
    const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials });
    await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: `${prefix}died` }));
    client.destroy();
    expect(await objects.abortUploads(new Date(Date.now() - 60_000))).toBe(0);
    expect(await storage.openUploads()).toBe(1);
    expect(await objects.abortUploads(new Date(Date.now() + 60_000))).toBe(1);
    expect(await storage.openUploads()).toBe(0);
  });
});

describe('object storage', () => {
  it.each<[string, Partial<ObjectStorageSettings>]>([
    ['another secret', { secretAccessKey: 'another' }],
    ['an unknown key', { accessKeyId: 'NOBODY' }],
    ['a bucket that is not there', { bucket: 'nowhere' }],
  ])('refuses %s, and that is what is said of it', async (_what, settings) => {
    const wrong = open(settings);
    await expect(wrong.save('secret', inPieces(Buffer.from('x')))).rejects.toMatchObject(unavailable);
    expect(wrong.state()).toBe('refused');
    await expect(wrong.open('part')).rejects.toMatchObject(unavailable);
    expect(await readAll('secret')).toBeNull();
  });

  it('refuses who signs nothing', async () => {
    await objects.save('private', inPieces(Buffer.from('private')));
    const { endpoint, bucket, prefix } = storage.settings;
    expect((await fetch(`${endpoint}/${bucket}/${prefix}private`)).status).toBe(403);
  });

  it.each(['away', 'silent'] as const)(
    'that is %s is unreachable, and is asked until it is there again',
    async (mood) => {
      const hasty = open({}, { answerMs: 200 });
      storage.be(mood);
      await expect(hasty.save('waits', inPieces(Buffer.from('x')))).rejects.toMatchObject(unavailable);
      await expect(hasty.open('part')).rejects.toMatchObject(unavailable);
      await hasty.ask();
      expect(hasty.state()).toBe('unreachable');
      storage.be('well');
      await hasty.ask();
      expect(hasty.state()).toBe('ok');
    },
  );

  it('that is full gives what it has, and is full until something can be written', async () => {
    await objects.save('there', inPieces(Buffer.from('there')));
    storage.be('full');
    await expect(objects.save('no room', inPieces(Buffer.from('x')))).rejects.toMatchObject(unavailable);
    expect(String(await readAll('there'))).toBe('there');
    await objects.ask();
    expect(objects.state()).toBe('full');
    storage.be('well');
    await objects.ask();
    expect(objects.state()).toBe('ok');
  });

  it('that stops in the middle of a file is not waited for', async () => {
    storage.be('mute');
    await expect(readAll('part')).rejects.toThrow('object storage fell silent');
  });

  it.each([
    [{ name: 'SlowDown', $metadata: { httpStatusCode: 503 } }, 'unreachable'],
    [{ name: 'TooManyRequests', $metadata: { httpStatusCode: 429 } }, 'unreachable'],
    [{ name: 'QuotaExceeded', $metadata: { httpStatusCode: 403 } }, 'full'],
    [{ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } }, 'refused'],
    [Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'unreachable'],
  ])('that says %j is %s', (error, trouble) => {
    expect(judgeStorageError(error).trouble).toBe(trouble);
  });
});
