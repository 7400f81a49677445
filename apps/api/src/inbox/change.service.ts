import type { InboxChange } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { type Clock, later } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { isDuplicateKey } from '../platform/errors.js';
import { createCatchUp } from './catchUp.js';
import { type ChangeRecord, changeId, type SweepRecord } from './change.model.js';
import type { ConversationRecord } from './conversation.model.js';
import { changesKeptMs } from './lifetimes.js';
import type { MessageRecord } from './message.model.js';
import { createStateReader, type States, type Touched } from './states.js';

export interface ChangeServiceDeps {
  changes: Model<ChangeRecord>;
  sweeps: Model<SweepRecord>;
  messages: Model<MessageRecord>;
  conversations: Model<ConversationRecord>;
  clock: Clock;
  events: DomainEvents;
  /** Where it is certain that nobody listens, no states are read. */
  hasListeners: (accountId: string) => boolean;
}

const ofChanges = 'inbox changes';

/**
 * The numbered changes of each account's inbox. The unique id decides between two that want the same number, so that
 * numbers have no gap: whoever has read up to one has missed nothing before it.
 */
export function createChangeService({
  changes,
  sweeps,
  messages,
  conversations,
  clock,
  events,
  hasListeners,
}: ChangeServiceDeps) {
  /** Never ahead of what is stored, so that the next number is free or taken, and never leaves a gap. */
  const lastSeqs = new Map<string, number>();

  async function readLastSeq(accountId: string): Promise<number> {
    const last = await changes
      .findOne({ _id: { $gte: changeId(accountId, 0), $lte: `${accountId}.~` } }, { seq: 1 })
      .sort({ _id: -1 })
      .lean();
    const seq = last?.seq ?? 0;
    lastSeqs.set(accountId, Math.max(seq, lastSeqs.get(accountId) ?? 0));
    return lastSeqs.get(accountId) ?? seq;
  }

  const toRecord = (accountId: string, seq: number, touched: Touched): ChangeRecord => ({
    _id: changeId(accountId, seq),
    accountId,
    seq,
    at: clock.now(),
    messageIds: [...touched.messageIds],
    conversationIds: [...touched.conversationIds],
    ...(touched.refilledIds?.length ? { refilledIds: [...touched.refilledIds] } : {}),
    ...(touched.merged?.length ? { merged: [...touched.merged] } : {}),
    ...(touched.erased ? { erased: true } : {}),
  });

  const states = createStateReader({ messages, conversations });
  const unreadConversations = (accountId: string) => conversations.countDocuments({ accountId, unread: { $gt: 0 } });
  const catchUp = createCatchUp({ changes, states, clock, latestSeq: readLastSeq, unreadConversations });

  async function append(accountId: string, touched: Touched): Promise<ChangeRecord> {
    let last = lastSeqs.get(accountId) ?? (await readLastSeq(accountId));
    for (;;) {
      const record = toRecord(accountId, last + 1, touched);
      try {
        await changes.collection.insertOne(record as never);
        lastSeqs.set(accountId, record.seq);
        return record;
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        last = await readLastSeq(accountId);
      }
    }
  }

  return {
    append,

    /** Unless another process takes the number first. */
    async nextSeq(accountId: string): Promise<number> {
      return (lastSeqs.get(accountId) ?? (await readLastSeq(accountId))) + 1;
    },
    toRecord,
    stored({ accountId, seq }: ChangeRecord): void {
      lastSeqs.set(accountId, Math.max(seq, lastSeqs.get(accountId) ?? 0));
    },
    /** Another process took the number. */
    taken(accountId: string): void {
      lastSeqs.delete(accountId);
    },

    hasListeners,
    publish(record: ChangeRecord, touched: States): void {
      const change: InboxChange = {
        seq: record.seq,
        at: record.at.toISOString(),
        ...touched,
        unreadConversations: null,
        ...(record.merged ? { merged: record.merged } : {}),
        ...(record.erased ? { reset: true } : {}),
      };
      events.emit('inbox.changed', { accountId: record.accountId, change });
    },

    /** Stores a change and notifies browsers. What changed must have been stored before. */
    async announce(accountId: string, touched: Touched): Promise<void> {
      const record = await append(accountId, touched);
      if (!hasListeners(accountId)) return;
      this.publish(record, await states.readStates(accountId, touched));
    },

    latestSeq: readLastSeq,

    unreadConversations,

    since: catchUp.since,

    /**
     * Deletes old changes, except the last of each account, which the next number follows from. Only accounts with
     * changes that became old since the last sweep are looked at.
     */
    async sweep(): Promise<void> {
      const cutoff = later(clock.now(), -changesKeptMs);
      const before = await sweeps.findById(ofChanges).lean();
      const grownOld = changes
        .aggregate<{ _id: string; seq: number; count: number }>([
          { $match: { at: { ...(before ? { $gte: before.upTo } : {}), $lt: cutoff } } },
          { $group: { _id: '$accountId', seq: { $max: '$seq' }, count: { $sum: 1 } } },
        ])
        .cursor();
      for await (const { _id: accountId, seq, count } of grownOld) {
        // The next number may follow from this one.
        if (!before && count === 1) continue;
        const newer = await changes.exists({ _id: { $gt: changeId(accountId, seq), $lte: `${accountId}.~` } });
        await changes.deleteMany({
          _id: { $gte: changeId(accountId, 0), [newer ? '$lte' : '$lt']: changeId(accountId, seq) },
          at: { $lt: cutoff },
        });
      }
      // Written last: whoever dies on the way leaves the rest to the next sweep.
      await sweeps.updateOne({ _id: ofChanges }, { $max: { upTo: cutoff } }, { upsert: true });
    },
  };
}

export type ChangeService = ReturnType<typeof createChangeService>;
