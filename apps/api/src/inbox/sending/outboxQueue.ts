import type { mongo } from 'mongoose';
import { type Clock, later, minutes } from '../../platform/clock.js';
import type { Lane, QueuedRecord } from './outbox.types.js';

/** A call to Meta is over long before: its own time limit is seconds. */
const callLeaseMs = minutes(1);

/**
 * The entries of one collection. Every change is one atomic update on what it expects to find, so any number of
 * processes may work on the same entries. Each grows the revision: whoever read the document before has to read it again.
 */
export function createOutboxQueue<Record extends QueuedRecord>(rows: mongo.Collection<Record>, clock: Clock) {
  const filter = (parts: object) => parts as mongo.Filter<Record>;
  const update = (parts: object) => parts as mongo.UpdateFilter<Record>;
  const unclaimed = (now: Date) => ({
    $or: [{ 'outbox.claimedUntil': { $exists: false } }, { 'outbox.claimedUntil': { $lte: now } }],
  });

  return {
    /** Conversations in which something is due, the longest overdue first. */
    async dueLanes(limit: number): Promise<Lane[]> {
      const now = clock.now();
      const due = await rows
        .find(filter({ 'outbox.dueAt': { $lte: now }, ...unclaimed(now) }))
        .project<Lane>({ accountId: 1, conversationId: 1 })
        .sort({ 'outbox.dueAt': 1 })
        .limit(limit)
        .toArray();
      const lanes = new Map(
        due.map(({ accountId, conversationId }) => [conversationId, { accountId, conversationId }]),
      );
      return [...lanes.values()];
    },

    /** The one whose turn it is: the oldest that is not settled. */
    async head({ accountId, conversationId }: Lane): Promise<Record | null> {
      const [head] = await rows
        .find(filter({ accountId, conversationId, 'outbox.dueAt': { $exists: true } }))
        .sort({ sortKey: 1 })
        .limit(1)
        .toArray();
      return (head as Record | undefined) ?? null;
    },

    /** Takes it for a while. Null when somebody else was quicker, or it is settled. */
    async claim({ _id, accountId }: Record, leaseMs: number): Promise<Record | null> {
      const now = clock.now();
      return (await rows.findOneAndUpdate(
        filter({
          _id,
          accountId,
          status: 'queued',
          'outbox.dueAt': { $lte: now },
          'outbox.startedAt': { $exists: false },
          ...unclaimed(now),
        }),
        update({ $set: { 'outbox.claimedUntil': later(now, leaseMs) }, $inc: { revision: 1 } }),
        { returnDocument: 'after' },
      )) as Record | null;
    },

    /**
     * Notes that the call begins: from here on, nobody knows what Meta did until there is an answer.
     * Null when the claim was lost meanwhile.
     */
    async begin({ _id, accountId, outbox }: Record): Promise<Record | null> {
      const now = clock.now();
      return (await rows.findOneAndUpdate(
        filter({ _id, accountId, status: 'queued', 'outbox.claimedUntil': outbox?.claimedUntil }),
        update({
          $set: { 'outbox.startedAt': now, 'outbox.claimedUntil': later(now, callLeaseMs) },
          $inc: { revision: 1 },
        }),
        { returnDocument: 'after' },
      )) as Record | null;
    },

    /** Puts it off without having tried. */
    async postpone({ _id, accountId, revision }: Record, until: Date): Promise<void> {
      await rows.updateOne(
        filter({ _id, accountId, revision }),
        update({ $set: { 'outbox.dueAt': until, nextTryAt: until }, $inc: { revision: 1 } }),
      );
    },

    /** Puts it off after it was claimed, without having tried. */
    async giveBack({ _id, accountId, revision }: Record, until: Date): Promise<void> {
      await rows.updateOne(
        filter({ _id, accountId, revision }),
        update({
          $set: { 'outbox.dueAt': until, nextTryAt: until },
          $unset: { 'outbox.claimedUntil': 1 },
          $inc: { revision: 1 },
        }),
      );
    },

    /** Nothing overtakes the first one: what stands behind it is not looked at before it is. */
    async holdBack({ _id, accountId, conversationId, outbox }: Record): Promise<void> {
      if (!outbox) return;
      await rows.updateMany(
        filter({ accountId, conversationId, 'outbox.dueAt': { $lt: outbox.dueAt }, _id: { $ne: _id } }),
        update({ $set: { 'outbox.dueAt': outbox.dueAt }, $inc: { revision: 1 } }),
      );
    },

    /** It was settled by a status of Meta's, or by a process that has gone since. */
    async drop({ _id, accountId, revision }: Record): Promise<void> {
      await rows.updateOne(
        filter({ _id, accountId, revision }),
        update({ $unset: { outbox: 1, nextTryAt: 1 }, $inc: { revision: 1 } }),
      );
    },

    size: () => rows.countDocuments(filter({ 'outbox.dueAt': { $exists: true } })),
  };
}
export type OutboxQueue<Record extends QueuedRecord> = ReturnType<typeof createOutboxQueue<Record>>;
