import type { Readable } from 'node:stream';

export interface ObjectStorageSettings {
  /** Without a slash at its end. */
  endpoint: string;
  region: string;
  bucket: string;
  /** Goes before every name, with a slash at its end. */
  prefix: string;
  /** Whether the bucket is in the path, and not in the host. */
  isPathStyle: boolean;
  accessKeyId: string;
  secretAccessKey: string;
}

/** `refused`: wrong credentials, a right or a bucket that is missing. `unreachable`: no answer, none in time, or an outage. */
export type StorageState = 'starting' | 'ok' | 'unreachable' | 'refused' | 'full';

/** Both included. */
export interface ByteRange {
  start: number;
  end: number;
}

export interface StoredObject {
  name: string;
  storedAt: Date;
}

/** Files by their names, in a bucket. Everything throws AppError `storage_unavailable` when the storage does not do it. */
export interface ObjectStorage {
  /** @returns how many bytes there were. @throws the stream's error; nothing is kept then. */
  save(name: string, bytes: AsyncIterable<Uint8Array>): Promise<number>;
  /** @returns bytes that fail when the storage falls silent, or null where there is no such file. */
  open(name: string, range?: ByteRange): Promise<Readable | null>;
  /** @returns bytes, or null where there is no such file. */
  size(name: string): Promise<number | null>;
  /** Inside of the storage. */
  copy(from: string, to: string): Promise<void>;
  /** @returns an address that takes one body of exactly this type and size, for `lifeMs`. */
  presignUpload(name: string, body: { mimeType: string; size: number; lifeMs: number }): Promise<string>;
  /** Also where there is no such file. */
  remove(name: string): Promise<void>;
  /** Everything below the prefix, page by page. */
  list(): AsyncGenerator<StoredObject[]>;
  /** Ends uploads in parts that were begun before and never completed. @returns how many. */
  abortUploads(before: Date): Promise<number>;
  /** Finds out how the storage is, and never throws. */
  ask(): Promise<void>;
  /** As the last call found it. */
  state(): StorageState;
  close(): void;
}
