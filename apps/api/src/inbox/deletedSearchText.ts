import type { Model } from 'mongoose';
import type { Progress } from '../platform/migrations.js';
import { getCollection } from './inboxWrites.js';
import type { MessageRecord } from './message.model.js';

/** Some 50 ms of a server's time. */
const usualAtOnce = 5_000;

/**
 * Takes the words of deleted messages out of what is searched: an earlier version left them there, and the search had to pass
 * them over. A message that is written at the same moment is read again by whoever writes it.
 */
export async function dropDeletedSearchText(
  messages: Model<MessageRecord>,
  progress: Progress,
  atOnce = usualAtOnce,
): Promise<void> {
  const rows = getCollection(messages);
  for (;;) {
    const from = progress.after;
    const [end] = await rows
      .find({ _id: { $gt: from } })
      .project<{ _id: string }>({ _id: 1 })
      .sort({ _id: 1 })
      .skip(atOnce - 1)
      .limit(1)
      .toArray();
    const range = { _id: end ? { $gt: from, $lte: end._id } : { $gt: from } };
    await rows.updateMany(
      { ...range, deletedAt: { $exists: true }, searchText: { $exists: true } } as never,
      { $unset: { searchText: 1 }, $inc: { revision: 1 } } as never,
    );
    if (!end) return;
    await progress.save(end._id);
  }
}
