import type { InboxModels } from '../inbox.js';
import { getCollection } from '../inboxWrites.js';

export interface QueueCounts {
  /** Messages that wait, one under way included. */
  waiting: number;
  /** Of those, handed to Meta by a process that has not said how it went. */
  underway: number;
  reactions: number;
}

/** What stands in the queue of the whole installation. */
export async function countQueued({
  messages,
  reactions,
}: Pick<InboxModels, 'messages' | 'reactions'>): Promise<QueueCounts> {
  const isQueued = { 'outbox.dueAt': { $exists: true } };
  const [waiting, underway, waitingReactions] = await Promise.all([
    getCollection(messages).countDocuments(isQueued),
    getCollection(messages).countDocuments({ ...isQueued, 'outbox.startedAt': { $exists: true } }),
    getCollection(reactions).countDocuments(isQueued),
  ]);
  return { waiting, underway, reactions: waitingReactions };
}
