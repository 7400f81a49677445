import type { Readable, Writable } from 'node:stream';
import mongoose, { type Connection, type mongo } from 'mongoose';
import type { ByteRange } from '../../../platform/objectStorage.js';

/** Throws the driver's errors. */
export interface GridFsStore {
  newId(): mongo.ObjectId;
  save(fileId: mongo.ObjectId, bytes: AsyncIterable<Uint8Array>): Promise<number>;
  open(fileId: mongo.ObjectId, range?: ByteRange): Readable;
  remove(fileId: mongo.ObjectId): Promise<void>;
}

/** In the database (GridFS): every instance has them, and so does a backup. */
export function gridFsStore(connection: Connection): GridFsStore {
  let opened: mongo.GridFSBucket | null = null;
  const bucket = () => {
    if (!connection.db) throw new mongoose.mongo.MongoNotConnectedError('Not connected');
    opened ??= new mongoose.mongo.GridFSBucket(connection.db, { bucketName: 'mediaFiles' });
    return opened;
  };
  const remove = async (fileId: mongo.ObjectId) => {
    try {
      await bucket().delete(fileId);
    } catch (error) {
      // The driver has not noticed yet that the file is incomplete.
      if (!(error instanceof mongoose.mongo.MongoRuntimeError)) throw error;
    }
  };
  return {
    newId: () => new mongoose.mongo.ObjectId(),
    async save(fileId, bytes) {
      const upload = bucket().openUploadStreamWithId(fileId, fileId.toHexString());
      upload.on('error', () => undefined);
      try {
        // One piece at a time: no write comes after a removal.
        for await (const piece of bytes) await written(upload, piece);
        await ended(upload);
      } catch (error) {
        upload.destroy();
        await remove(fileId);
        throw error;
      }
      return upload.length;
    },
    open(fileId, range) {
      // Exclusive.
      return bucket().openDownloadStream(fileId, range && { start: range.start, end: range.end + 1 });
    },
    remove,
  };
}

const written = (stream: Writable, piece: Uint8Array) =>
  new Promise<void>((resolve, reject) => stream.write(piece, (error) => (error ? reject(error) : resolve())));
const ended = (stream: Writable) =>
  new Promise<void>((resolve, reject) => {
    stream.once('error', reject);
    stream.end(resolve);
  });
