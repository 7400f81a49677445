import type { InboxChange } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { type Clock, days, later } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { isDuplicateKey } from '../platform/errors.js';
import { createCatchUp } from './catchUp.js';
import { type ChangeRecord, changeId, type SweepRecord } from './change.model.js';
import type { ConversationRecord } from './conversation.model.js';
import type { MessageRecord } from './message.model.js';
import { createStateReader, type States, type Touched } from './states.js';

export interface ChangeServiceDeps {
  changes: Model<ChangeRecord>;
  sweeps: Model<SweepRecord>;
  messages: Model<MessageRecord>;
  conversations: Model<ConversationRecord>;
  clock: Clock;
  events: DomainEvents;
  /** Whether somebody may be listening; when it is sure that nobody is, nothing is read for them. */
  isHeard: (accountId: string) => boolean;
}

const ofChanges = 'inbox changes';

/** A browser that was away for longer reads its lists again. */
const keptMs = days(7);

/**
 * The numbered changes of each account's inbox. A change gets the number after the last one that is stored, and the
 * unique id decides between two that want the same: so numbers have no gap, and whoever has read up to one has missed
 * nothing before it.
 */
export function createChangeService({
  changes,
  sweeps,
  messages,
  conversations,
  clock,
  events,
  isHeard,
}: ChangeServiceDeps) {
  /** The last number known here. Never ahead of what is stored, so a number made from it is free or taken, not a gap. */
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

  const recordOf = (accountId: string, seq: number, touched: Touched): ChangeRecord => ({
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

  /** Stores a change under the next free number. */
  async function append(accountId: string, touched: Touched): Promise<ChangeRecord> {
    let last = lastSeqs.get(accountId) ?? (await readLastSeq(accountId));
    for (;;) {
      const record = recordOf(accountId, last + 1, touched);
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

    /** The number that the next change of the account gets, unless another process is quicker. */
    async nextSeq(accountId: string): Promise<number> {
      return (lastSeqs.get(accountId) ?? (await readLastSeq(accountId))) + 1;
    },
    recordOf,
    /** A change made by `recordOf` was stored. */
    stored({ accountId, seq }: ChangeRecord): void {
      lastSeqs.set(accountId, Math.max(seq, lastSeqs.get(accountId) ?? 0));
    },
    /** Its number was taken: what is known about the account is out of date. */
    taken(accountId: string): void {
      lastSeqs.delete(accountId);
    },

    isHeard,
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

    /** Stores that something changed, and tells the browsers its state. What changed must have been stored before. */
    async announce(accountId: string, touched: Touched): Promise<void> {
      const record = await append(accountId, touched);
      if (!isHeard(accountId)) return;
      this.publish(record, await states.readStates(accountId, touched));
    },

    /** Everything up to this number is stored. 0 before the first change. */
    latestSeq: readLastSeq,

    unreadConversations,

    since: catchUp.since,

    /**
     * Forgets old changes, except the last of each account: the next number follows from it. Looks only at changes that
     * have become old since the last time, so accounts in which nothing happens cost nothing. For one process at a time;
     * two do no harm.
     */
    async sweep(): Promise<void> {
      const cutoff = later(clock.now(), -keptMs);
      const before = await sweeps.findById(ofChanges).lean();
      const grownOld = changes
        .aggregate<{ _id: string; seq: number; count: number }>([
          { $match: { at: { ...(before ? { $gte: before.upTo } : {}), $lt: cutoff } } },
          { $group: { _id: '$accountId', seq: { $max: '$seq' }, count: { $sum: 1 } } },
        ])
        .cursor();
      for await (const { _id: accountId, seq, count } of grownOld) {
        // Of all there ever was: the one that the next number may follow from.
        if (!before && count === 1) continue;
        const newer = await changes.exists({ _id: { $gt: changeId(accountId, seq), $lte: `${accountId}.~` } });
        await changes.deleteMany({
          _id: { $gte: changeId(accountId, 0), [newer ? '$lte' : '$lt']: changeId(accountId, seq) },
          at: { $lt: cutoff },
        });
      }
      // Not before they are gone: whoever dies on the way leaves them to the next time.
      await sweeps.updateOne({ _id: ofChanges }, { $max: { upTo: cutoff } }, { upsert: true });
    },
  };
}

export type ChangeService = ReturnType<typeof createChangeService>;
