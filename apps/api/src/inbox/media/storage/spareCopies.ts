import type { Model } from 'mongoose';
import { type Clock, later } from '../../../platform/clock.js';
import { AppError } from '../../../platform/errors.js';
import { getCollection } from '../../inboxWrites.js';
import { spareCopyKeptMs } from '../../lifetimes.js';
import type { MediaRecord } from '../media.model.js';
import type { FileId, MediaStore } from '../mediaStore.js';

export interface SpareCopiesDeps {
  media: Model<MediaRecord>;
  store: Pick<MediaStore, 'remove'>;
  clock: Clock;
}

const atOnce = 2_000;
/** Whoever moves the file sees that its copy is being removed, and does not use it. */
const beingRemoved = new Date(0);

/** Removes what moving files leaves: the former copy of each, and the new one of a move that never ended. */
export function createSpareCopies({ media, store, clock }: SpareCopiesDeps) {
  const rows = getCollection(media);

  /** False while object storage is away: nothing else that is swept waits for it. */
  async function isRemoved(fileId: FileId): Promise<boolean> {
    try {
      await store.remove(fileId);
      return true;
    } catch (error) {
      if (error instanceof AppError) return false;
      throw error;
    }
  }

  return async function sweepSpareCopies(): Promise<void> {
    const before = later(clock.now(), -spareCopyKeptMs);
    const old = await rows
      .find({ spareSince: { $lt: before } })
      .limit(atOnce)
      .toArray();
    for (const { _id, accountId, spareFileId, spareSince } of old) {
      if (!spareFileId) continue;
      const same = { _id, accountId, spareFileId };
      const claimed = await rows.updateOne({ ...same, spareSince }, { $set: { spareSince: beingRemoved } });
      if (claimed.matchedCount === 0) continue;
      if (!(await isRemoved(spareFileId))) return;
      await rows.updateOne(same, { $unset: { spareFileId: 1, spareSince: 1 } });
    }
  };
}
