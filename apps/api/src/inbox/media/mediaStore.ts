import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { mongo } from 'mongoose';
import { AppError } from '../../platform/errors.js';
import type { ByteRange, ObjectStorage } from '../../platform/objectStorage.js';
import type { GridFsStore } from './storage/gridFsStore.js';

export type { ByteRange };

/** Says where its file lies: an ObjectId in the database, a name in object storage. */
export type FileId = mongo.ObjectId | string;

/** Everything throws AppError `storage_unavailable` where object storage does not do what it is asked. */
export interface MediaStore {
  /** Where new files go. */
  newId(): FileId;
  /** @returns how many bytes there were. @throws the stream's error; nothing is kept then. */
  save(fileId: FileId, bytes: AsyncIterable<Uint8Array>): Promise<number>;
  /** @throws AppError `media_not_found`. */
  open(fileId: FileId, range?: ByteRange): Promise<Readable>;
  /**
   * Makes a file of what a browser sent to object storage: a copy, which nobody who has the address can change. What was sent is
   * removed. @returns its size, or null where nothing was sent.
   */
  adopt(objectName: string, fileId: FileId): Promise<number | null>;
  /** Also what an interrupted save left. */
  remove(fileId: FileId): Promise<void>;
  /** Removes what nobody will ask for. What object storage does not remove now, the sweep of orphans does. */
  discard(fileId: FileId): Promise<void>;
}

export type StoreName = 'database' | 's3';

export interface MediaStoreDeps {
  database: GridFsStore;
  /** Undefined where there is none. */
  objects: ObjectStorage | undefined;
  newFilesIn: StoreName;
}

/** Files are read from wherever they lie, so that they can be moved while people use them. */
export function createMediaStore({ database, objects, newFilesIn }: MediaStoreDeps): MediaStore {
  function storage(): ObjectStorage {
    if (objects) return objects;
    throw new AppError('storage_unavailable', { cause: new Error('S3_ENDPOINT is not set, and files lie there') });
  }
  const remove = async (fileId: FileId) =>
    typeof fileId === 'string' ? storage().remove(fileId) : database.remove(fileId);
  return {
    newId: () => (newFilesIn === 's3' ? randomUUID() : database.newId()),
    save: async (fileId, bytes) =>
      typeof fileId === 'string' ? storage().save(fileId, bytes) : database.save(fileId, bytes),
    async open(fileId, range) {
      const file = typeof fileId === 'string' ? await storage().open(fileId, range) : database.open(fileId, range);
      if (!file) throw new AppError('media_not_found');
      return file;
    },
    async adopt(objectName, fileId) {
      if (typeof fileId !== 'string') throw new Error('Only object storage has what was sent there');
      if ((await storage().size(objectName)) === null) return null;
      await storage().copy(objectName, fileId);
      await storage().remove(objectName);
      return storage().size(fileId);
    },
    remove,
    async discard(fileId) {
      try {
        await remove(fileId);
      } catch (error) {
        if (typeof fileId !== 'string') throw error;
      }
    },
  };
}
