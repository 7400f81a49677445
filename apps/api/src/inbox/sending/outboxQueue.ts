import type { mongo } from 'mongoose';
import { type Clock, later } from '../../platform/clock.js';
import { callLeaseMs } from '../lifetimes.js';
import type { Partition, QueuedRecord } from './outbox.types.js';

/**
 * Every change is one atomic update on what it expects to find, so that processes can share the rows. Each increments
 * the revision.
 */
export function createOutboxQueue<Record extends QueuedRecord>(rows: mongo.Collection<Record>, clock: Clock) {
  const filter = (parts: object) => parts as mongo.Filter<Record>;
  const update = (parts: object) => parts as mongo.UpdateFilter<Record>;
  const unclaimed = (now: Date) => ({
    $or: [{ 'outbox.claimedUntil': { $exists: false } }, { 'outbox.claimedUntil': { $lte: now } }],
  });

  return {
    /** The longest overdue first. */
    async duePartitions(limit: number): Promise<Partition[]> {
      const now = clock.now();
      const due = await rows
        .find(filter({ 'outbox.dueAt': { $lte: now }, ...unclaimed(now) }))
        .project<Partition>({ accountId: 1, conversationId: 1 })
        .sort({ 'outbox.dueAt': 1 })
        .limit(limit)
        .toArray();
      const partitions = new Map(
        due.map(({ accountId, conversationId }) => [conversationId, { accountId, conversationId }]),
      );
      return [...partitions.values()];
    },

    /** The oldest that is not settled. */
    async head({ accountId, conversationId }: Partition): Promise<Record | null> {
      const [head] = await rows
        .find(filter({ accountId, conversationId, 'outbox.dueAt': { $exists: true } }))
        .sort({ sortKey: 1 })
        .limit(1)
        .toArray();
      return (head as Record | undefined) ?? null;
    },

    /** Null when another process was first. */
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

    /** Until there is an answer, nobody knows what Meta did. @returns null when the claim was lost. */
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

    async postpone({ _id, accountId, revision }: Record, until: Date): Promise<void> {
      await rows.updateOne(
        filter({ _id, accountId, revision }),
        update({ $set: { 'outbox.dueAt': until, nextTryAt: until }, $inc: { revision: 1 } }),
      );
    },

    /** After a claim, without a try. */
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

    /** What stands behind the first is due no sooner. */
    async holdBack({ _id, accountId, conversationId, outbox }: Record): Promise<void> {
      if (!outbox) return;
      await rows.updateMany(
        filter({ accountId, conversationId, 'outbox.dueAt': { $lt: outbox.dueAt }, _id: { $ne: _id } }),
        update({ $set: { 'outbox.dueAt': outbox.dueAt }, $inc: { revision: 1 } }),
      );
    },

    /** Settled by a status, or by a process that died. */
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
