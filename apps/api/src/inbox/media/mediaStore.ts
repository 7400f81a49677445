import type { Readable, Writable } from 'node:stream';
import mongoose, { type Connection, type mongo } from 'mongoose';

export type FileId = mongo.ObjectId;

/** Part of a file: from the first byte to the last one, both included. */
export interface ByteRange {
  start: number;
  end: number;
}

/** Where the bytes of files are. They are told nothing about accounts: whoever asks has checked that before. */
export interface MediaStore {
  /** A name for a file that is about to be saved. Noted down first, a file can be removed whatever happens meanwhile. */
  newId(): FileId;
  /**
   * Reads the stream to its end. When the stream fails, nothing of it is kept and its error is thrown.
   *
   * @returns how many bytes there were.
   */
  save(fileId: FileId, bytes: AsyncIterable<Uint8Array>): Promise<number>;
  open(fileId: FileId, range?: ByteRange): Readable;
  /** Also what an interrupted save left behind. Fine when there is nothing. */
  remove(fileId: FileId): Promise<void>;
}

/** Files in the database itself (GridFS), so that every instance has them and a backup holds them. */
export function gridFsStore(connection: Connection): MediaStore {
  let opened: mongo.GridFSBucket | null = null;
  const bucket = () => {
    if (!connection.db) throw new mongoose.mongo.MongoNotConnectedError('Not connected');
    opened ??= new mongoose.mongo.GridFSBucket(connection.db, { bucketName: 'mediaFiles' });
    return opened;
  };
  const remove = async (fileId: FileId) => {
    try {
      await bucket().delete(fileId);
    } catch (error) {
      // The pieces are removed before the driver notices that the file was never finished.
      if (!(error instanceof mongoose.mongo.MongoRuntimeError)) throw error;
    }
  };
  return {
    newId: () => new mongoose.mongo.ObjectId(),
    async save(fileId, bytes) {
      const upload = bucket().openUploadStreamWithId(fileId, fileId.toHexString());
      upload.on('error', () => undefined);
      try {
        // One piece after the other: when the stream fails, no write is under way that would come after the removal.
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
      // The driver's end is the first byte that is not read.
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
