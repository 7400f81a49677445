import type { ChangesReply, InboxChange } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { type Clock, days, later } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { isDuplicateKey } from '../platform/errors.js';
import { type ChangeRecord, changeId, type SweepRecord } from './change.model.js';
import type { ConversationRecord } from './conversation.model.js';
import { toConversationDto, toMessageDto } from './inbox.dto.js';
import type { MessageRecord } from './message.model.js';

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

/** What was touched, by id. */
export interface Touched {
  messageIds: readonly string[];
  conversationIds: readonly string[];
  /** Conversations that messages of a phone's past came into. */
  refilledIds?: readonly string[];
  /** Conversations that became part of another. */
  merged?: readonly { from: string; into: string }[];
  /** Conversations were deleted. */
  erased?: true;
}

type States = Pick<InboxChange, 'messages' | 'conversations' | 'refilled'>;

/** A browser that was away for longer reads its lists again. */
const keptMs = days(7);
/** So many changes are looked at for one answer, and so many are worth bringing up at all. */
const changesAtOnce = 500;
const mostMissed = 20_000;
/** What one answer holds at most: it is made and read in one go, and others wait meanwhile. */
const mostInAnswer = { messages: 200, conversations: 200, bytes: 256 * 1024 };

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

  async function statesOf(accountId: string, touched: Touched): Promise<States> {
    const [messageRows, conversationRows] = await Promise.all([
      touched.messageIds.length === 0
        ? []
        : messages.find({ _id: { $in: [...touched.messageIds] }, accountId }).lean<MessageRecord[]>(),
      touched.conversationIds.length === 0
        ? []
        : conversations.find({ _id: { $in: [...touched.conversationIds] }, accountId }).lean<ConversationRecord[]>(),
    ]);
    return {
      messages: messageRows.map(toMessageDto),
      conversations: conversationRows.map(toConversationDto),
      refilled: [...(touched.refilledIds ?? [])],
    };
  }

  /** The first of these changes, as many as fit into one answer; at least one. */
  function whatFits(rows: readonly ChangeRecord[]): ChangeRecord[] {
    const [messageIds, conversationIds] = [new Set<string>(), new Set<string>()];
    const tooMany = rows.findIndex((row) => {
      for (const id of row.messageIds) messageIds.add(id);
      for (const id of row.conversationIds) conversationIds.add(id);
      return messageIds.size > mostInAnswer.messages || conversationIds.size > mostInAnswer.conversations;
    });
    return rows.slice(0, tooMany < 0 ? rows.length : Math.max(1, tooMany));
  }

  /**
   * Reads what changes touched, and leaves out the last changes when it is too much for one answer. Of one change that is
   * too large by itself the messages are left out, and their threads named as refilled: they are read again.
   */
  async function readChanges(accountId: string, rows: readonly ChangeRecord[]) {
    const fitting = whatFits(rows);
    const touched = touchedBy(fitting);
    const messageIds = touched.messageIds.slice(0, mostInAnswer.messages);
    const states = await statesOf(accountId, { ...touched, messageIds });
    const sizes = new Map(states.messages.map((message) => [message.id, JSON.stringify(message).length]));
    let bytes = 0;
    const counted = new Set<string>();
    const tooLarge = fitting.findIndex((row) => {
      for (const id of row.messageIds) {
        if (!counted.has(id)) bytes += sizes.get(id) ?? 0;
        counted.add(id);
      }
      return bytes > mostInAnswer.bytes;
    });
    const page = fitting.slice(0, tooLarge < 0 ? fitting.length : Math.max(1, tooLarge));
    const isWhole = messageIds.length === touched.messageIds.length && tooLarge !== 0;
    return { page, states: isWhole ? within(states, touchedBy(page)) : onlyNamed(states, touched.refilledIds) };
  }

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
    publish(record: ChangeRecord, states: States): void {
      const change: InboxChange = {
        seq: record.seq,
        at: record.at.toISOString(),
        ...states,
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
      const states = await statesOf(accountId, touched);
      this.publish(record, states);
    },

    /** Everything up to this number is stored. 0 before the first change. */
    latestSeq: readLastSeq,

    unreadConversations: (accountId: string) => conversations.countDocuments({ accountId, unread: { $gt: 0 } }),

    /**
     * What happened after a number, as one change that brings the reader up to its own number.
     * `reset`: that is no longer kept, more than is worth it, or something was deleted; the lists are to be read again.
     */
    async since(accountId: string, since: number): Promise<Omit<ChangesReply, 'success'>> {
      // Before the rows: one that is stored in between is then told, and is not taken for one that is gone.
      const latest = await readLastSeq(accountId);
      const rows = await changes
        .find({ _id: { $gt: changeId(accountId, since), $lte: `${accountId}.~` } })
        .sort({ _id: 1 })
        .limit(changesAtOnce + 1)
        .lean<ChangeRecord[]>();
      const looked = rows.slice(0, changesAtOnce);
      const first = looked[0];
      const isGone = since > latest || (first === undefined ? since < latest : first.seq !== since + 1);
      const reset = isGone || latest - since > mostMissed || looked.some((row) => row.erased);
      const { page, states } = await readChanges(accountId, reset ? [] : looked);
      const merged = page.flatMap((row) => row.merged ?? []);
      return {
        reset,
        change: {
          seq: reset ? latest : (page.at(-1)?.seq ?? since),
          at: clock.now().toISOString(),
          ...states,
          ...(merged.length > 0 ? { merged } : {}),
          unreadConversations: await this.unreadConversations(accountId),
        },
        more: !reset && rows.length > page.length,
      };
    },

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

/** What rows of changes touched, together. */
const touchedBy = (rows: readonly ChangeRecord[]) => ({
  messageIds: [...new Set(rows.flatMap((row) => row.messageIds))],
  conversationIds: [...new Set(rows.flatMap((row) => row.conversationIds))],
  refilledIds: [...new Set(rows.flatMap((row) => row.refilledIds ?? []))],
});

/** The states that these ids name, of those that were read. */
function within(states: States, { messageIds, conversationIds, refilledIds }: ReturnType<typeof touchedBy>): States {
  const [messages, conversations] = [new Set(messageIds), new Set(conversationIds)];
  return {
    messages: states.messages.filter(({ id }) => messages.has(id)),
    conversations: states.conversations.filter(({ id }) => conversations.has(id)),
    refilled: refilledIds,
  };
}

/** Without the messages: their threads are to be read again. */
function onlyNamed({ conversations }: States, refilledIds: readonly string[]): States {
  return {
    messages: [],
    conversations,
    refilled: [...new Set([...refilledIds, ...conversations.map(({ id }) => id)])],
  };
}

export type ChangeService = ReturnType<typeof createChangeService>;
