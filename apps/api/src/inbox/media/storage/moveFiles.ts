import mongoose, { type Model, type mongo } from 'mongoose';
import pLimit from 'p-limit';
import type { Clock } from '../../../platform/clock.js';
import { AppError } from '../../../platform/errors.js';
import { getCollection } from '../../inboxWrites.js';
import { maxMovedAtOnce } from '../../limits.js';
import type { MediaRecord } from '../media.model.js';
import type { FileId, MediaStore, StoreName } from '../mediaStore.js';

export interface FileMoveDeps {
  media: Model<MediaRecord>;
  /** Stores new files where those are to go. */
  store: MediaStore;
  clock: Clock;
}

export interface FileMove {
  moved: number;
  bytes: number;
  /** Ids of files whose bytes are not where their record says, or not whole. They stay as they are. */
  lost: string[];
  /** Files that still lie elsewhere: lost, not sent yet, or in another run's hands. */
  left: number;
}

const aPage = 200;

/** Of two kinds of ids a comparison finds those of one kind alone. */
const firstElsewhere = (to: StoreName): FileId => (to === 's3' ? new mongoose.mongo.ObjectId('0'.repeat(24)) : '');

const isNotThere = (error: unknown) =>
  error instanceof mongoose.mongo.MongoRuntimeError || (error instanceof AppError && error.code === 'media_not_found');

/**
 * Moves files to the store for new ones while people use them: each is copied, then its record names the copy in one write. The
 * former copy stays for downloads under way (`spareCopies.ts`). Can be killed, run again, and run twice at once.
 */
export function createFileMove({ media, store, clock }: FileMoveDeps) {
  const rows = getCollection(media);

  /** @returns how many bytes were copied, or null where they are not there. */
  async function copy(from: FileId, to: FileId): Promise<number | null> {
    try {
      return await store.save(to, await store.open(from));
    } catch (error) {
      if (isNotThere(error)) return null;
      throw error;
    }
  }

  async function moveOne({ _id, accountId, fileId, size }: MediaRecord): Promise<'moved' | 'lost' | 'left'> {
    if (!fileId) return 'left';
    const copyId = store.newId();
    const since = clock.now();
    const unmoved = { _id, accountId, fileId };
    const withCopy = { ...unmoved, spareFileId: copyId, spareSince: since };
    const giveUp = async () => {
      await rows.updateOne(withCopy, { $unset: { spareFileId: 1, spareSince: 1 } });
      await store.discard(copyId);
    };
    // Named before its first byte is stored: what a process leaves that dies here is found and removed.
    const free = { ...unmoved, spareFileId: { $exists: false } } as mongo.Filter<MediaRecord>;
    const noted = await rows.updateOne(free, { $set: { spareFileId: copyId, spareSince: since } });
    if (noted.matchedCount === 0) return 'left';
    try {
      if ((await copy(fileId, copyId)) !== size) {
        await giveUp();
        return 'lost';
      }
      const named = await rows.updateOne(withCopy, {
        $set: { fileId: copyId, spareFileId: fileId, spareSince: clock.now() },
      });
      if (named.matchedCount === 1) return 'moved';
      // Erased meanwhile, or its copy was taken for one that a dead process left.
      await store.discard(copyId);
      return 'left';
    } catch (error) {
      await giveUp().catch(() => undefined);
      throw error;
    }
  }

  /** @throws AppError `storage_unavailable`; what was moved until then is moved. */
  return async function moveFiles(to: StoreName, onPage: (soFar: FileMove) => void): Promise<FileMove> {
    const move: FileMove = { moved: 0, bytes: 0, lost: [], left: 0 };
    const limit = pLimit(maxMovedAtOnce);
    let failure: unknown;
    const first = firstElsewhere(to);
    const elsewhere = { state: 'ready' as const, fileId: { $gt: first } } as mongo.Filter<MediaRecord>;
    const movable = { unsent: { $exists: false }, spareFileId: { $exists: false } };
    for (let after = first; ; ) {
      const files = await rows
        .find({ ...elsewhere, ...movable, fileId: { $gt: after } } as mongo.Filter<MediaRecord>)
        .sort({ fileId: 1 })
        .limit(aPage)
        .toArray();
      await limit.map(files, async (file) => {
        if (failure) return;
        try {
          const ended = await moveOne(file);
          if (ended === 'lost') move.lost.push(file._id);
          if (ended !== 'moved') return;
          move.moved += 1;
          move.bytes += file.size ?? 0;
        } catch (error) {
          failure = error;
        }
      });
      if (failure) throw failure;
      const last = files.at(-1)?.fileId;
      if (!last) break;
      after = last;
      onPage(move);
    }
    move.left = await rows.countDocuments(elsewhere);
    return move;
  };
}
