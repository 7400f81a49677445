import { randomBytes } from 'node:crypto';
import type { Connection } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ownDatabase } from '../../../test/harness.js';
import { createLogger } from '../../platform/logger.js';
import { openMongo } from '../../platform/mongo.js';
import { createMediaStore, type FileId, type MediaStore } from './mediaStore.js';
import { gridFsStore } from './storage/gridFsStore.js';

let connection: Connection;
let store: MediaStore;
beforeAll(async () => {
  connection = await openMongo(ownDatabase(), createLogger({ level: 'silent' }));
  store = createMediaStore({ database: gridFsStore(connection), objects: undefined, newFilesIn: 'database' });
});
afterAll(() => connection.close());

const left = async () => [
  await connection.collection('mediaFiles.chunks').countDocuments(),
  await connection.collection('mediaFiles.files').countDocuments(),
];
async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const readAll = async (bytes: AsyncIterable<Buffer>) => {
  const pieces: Buffer[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces);
};

describe('a file in the store', () => {
  it.each([0, 1, 255 * 1024, 255 * 1024 + 1, 2_000_000])('comes out as it went in: %i bytes', async (size) => {
    const bytes = randomBytes(size);
    const fileId = store.newId();
    expect(await store.save(fileId, inPieces(bytes, 70_000))).toBe(size);
    expect(Buffer.compare(await readAll(await store.open(fileId)), bytes)).toBe(0);
  });

  it('comes out in part, both ends included', async () => {
    const bytes = randomBytes(600_000);
    const fileId = store.newId();
    await store.save(fileId, inPieces(bytes, 65_536));
    for (const [start, end] of [
      [0, 0],
      [0, 599_999],
      [261_119, 261_121],
      [599_999, 599_999],
    ] as const) {
      const part = await readAll(await store.open(fileId, { start, end }));
      expect(Buffer.compare(part, bytes.subarray(start, end + 1))).toBe(0);
    }
  });

  it('is not there at all when its stream broke, and the reason is told', async () => {
    const before = await left();
    async function* breaking() {
      yield randomBytes(700_000);
      throw new Error('the line went dead');
    }
    await expect(store.save(store.newId(), breaking())).rejects.toThrow('the line went dead');
    expect(await left()).toEqual(before);
  });

  it('is removed with every piece, also when it was never finished, and twice does no harm', async () => {
    const before = await left();
    const fileId = store.newId();
    await store.save(fileId, inPieces(randomBytes(700_000), 65_536));
    // As a process leaves it that died over it.
    await connection.collection<{ _id: FileId }>('mediaFiles.files').deleteOne({ _id: fileId });
    await store.remove(fileId);
    await store.remove(fileId);
    expect(await left()).toEqual(before);
  });

  it('that lies in object storage is out of reach where none is set up, and never taken for another', async () => {
    await expect(store.open('3f2b')).rejects.toMatchObject({ code: 'storage_unavailable' });
    await expect(store.remove('3f2b')).rejects.toMatchObject({ code: 'storage_unavailable' });
    await store.discard('3f2b');
  });
});
