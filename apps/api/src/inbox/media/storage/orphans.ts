import type { Model } from 'mongoose';
import pLimit from 'p-limit';
import { type Clock, later } from '../../../platform/clock.js';
import type { Logger } from '../../../platform/logger.js';
import type { ObjectStorage } from '../../../platform/objectStorage.js';
import { getCollection } from '../../inboxWrites.js';
import { orphanKeptMs } from '../../lifetimes.js';
import { maxMovedAtOnce } from '../../limits.js';
import type { MediaRecord } from '../media.model.js';

export interface OrphansDeps {
  media: Model<MediaRecord>;
  /** Undefined where there is none. */
  objects: ObjectStorage | undefined;
  clock: Clock;
  logger: Logger;
}

/** Names as the store makes them. Whatever else lies in the bucket is somebody else's. */
const ourName = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/;

/**
 * Removes from object storage what no file's record names, and uploads in parts that were never completed: a process died, or
 * a backup of the database was put back. A copy of an installation needs a prefix of its own, or it would remove the files that
 * came after the copy was made.
 */
export function createOrphans({ media, objects, clock, logger }: OrphansDeps) {
  const rows = getCollection(media);

  async function findKnown(names: readonly string[]): Promise<Set<unknown>> {
    const found = await rows
      .find({ fileId: { $in: [...names] } })
      .project<Pick<MediaRecord, 'fileId'>>({ fileId: 1 })
      .toArray();
    return new Set(found.map(({ fileId }) => fileId));
  }

  return async function sweepOrphans(): Promise<void> {
    if (!objects) return;
    const before = later(clock.now(), -orphanKeptMs);
    let removed = 0;
    for await (const page of objects.list()) {
      const old = page.filter(({ name, storedAt }) => ourName.test(name) && storedAt < before);
      if (old.length === 0) continue;
      const known = await findKnown(old.map(({ name }) => name));
      const orphans = old.filter(({ name }) => !known.has(name));
      await pLimit(maxMovedAtOnce).map(orphans, ({ name }) => objects.remove(name));
      removed += orphans.length;
    }
    const aborted = await objects.abortUploads(before);
    if (removed > 0 || aborted > 0) logger.info({ removed, aborted }, 'files that nobody knows were removed');
  };
}
