import type { Model, mongo } from 'mongoose';
import { type Clock, later, minutes } from '../../platform/clock.js';
import { isDuplicateKey } from '../../platform/errors.js';
import type { AddressBookService } from '../addressBook.service.js';
import type { ChangeService } from '../change.service.js';
import type { ConversationRecord } from '../conversation.model.js';
import { noAddress } from '../ids.js';
import { present, rowsOf, updateTo } from '../inboxWrites.js';
import type { MessageRecord } from '../message.model.js';
import type { PreferenceService } from '../preferences/preference.service.js';
import type { ConversationMemory } from '../receiving/conversationMemory.js';
import type { PlacedUpdate } from '../receiving/receive.types.js';
import type { RecountService } from '../recount.service.js';
import { decidingMessages, responderFrom } from '../responders/anew.js';
import { mergedResponders } from '../responders/responder.js';
import type { ReactionRecord } from '../sending/reaction.model.js';
import type { Arrangement, Component, Move } from './arrange.js';
import type { Changed } from './openedWindow.js';
import { updateOfLine } from './peers.js';
import type { RedirectRecord } from './redirect.model.js';
import { splitLines } from './splitLines.js';

export interface RearrangeDeps {
  conversations: Model<ConversationRecord>;
  messages: Model<MessageRecord>;
  reactions: Model<ReactionRecord>;
  redirects: Model<RedirectRecord>;
  recounts: RecountService;
  changes: Pick<ChangeService, 'announce'>;
  memory: Pick<ConversationMemory, 'forget'>;
  addressBook: Pick<AddressBookService, 'name'>;
  preferences: Pick<PreferenceService, 'settle'>;
  clock: Clock;
  /** A change waits for its person. */
  keepPending: (change: PlacedUpdate) => Promise<void>;
}

/** So many messages are named in one write, and told in one change. */
const atOnce = 100;
/** Whoever read a thread before it was merged has stored what it wanted by then. */
const watchedMs = minutes(10);

/**
 * Turns an arrangement into writes, in an order in which each state in between is one that can be gone on from: the
 * threads are marked first, and the mark is taken off with the last write. Whoever finds a mark arranges anew.
 */
export function createRearranging(deps: RearrangeDeps) {
  const { recounts, changes, memory, addressBook, preferences, clock, keepPending } = deps;
  const rows = rowsOf(deps.conversations);
  const messages = rowsOf(deps.messages);
  const reactions = rowsOf(deps.reactions);
  const redirects = rowsOf(deps.redirects);

  /** Holds only for the revision it was made from. */
  async function write(
    row: ConversationRecord,
    becomes: Partial<ConversationRecord>,
  ): Promise<ConversationRecord | null> {
    return (await rows.findOneAndUpdate(
      { _id: row._id, accountId: row.accountId, revision: row.revision },
      updateTo(becomes),
      {
        returnDocument: 'after',
      },
    )) as ConversationRecord | null;
  }

  const namesOf = (row: ConversationRecord): Partial<ConversationRecord> => ({
    ...{ addresses: row.addresses, since: row.since, former: row.former, waId: row.waId, userId: row.userId },
    ...{ name: row.name, namedAt: row.namedAt, username: row.username, usernamedAt: row.usernamedAt },
    searchKey: row.searchKey,
  });

  /** What is unread stays so, and what was read too, under one mark for both. */
  async function uniteReadMarks(into: ConversationRecord, others: readonly ConversationRecord[]) {
    const marks = [into, ...others].flatMap(({ readUpTo }) => (readUpTo ? [readUpTo.getTime()] : []));
    if (marks.length === 0) return into;
    const readUpTo = new Date(Math.max(...marks));
    for (const row of [into, ...others]) await keepUnread(row, readUpTo);
    return write(into, { readUpTo });
  }

  /** What nobody has read of a thread is unread under another mark as well. @param ids these alone. */
  async function keepUnread(
    { accountId, _id, readUpTo: seen }: ConversationRecord,
    readUpTo: Date,
    ids?: readonly string[],
  ) {
    await messages.updateMany(
      {
        accountId,
        conversationId: _id,
        ...(ids ? { _id: { $in: [...ids] } } : {}),
        direction: 'in',
        isPast: { $ne: true },
        'content.kind': { $ne: 'system' },
        arrivedAt: { ...(seen ? { $gt: seen } : {}), $lte: readUpTo },
      } as never,
      { $set: { arrivedAt: later(readUpTo, 1) }, $inc: { revision: 1 } } as never,
    );
  }

  /**
   * The same for messages that are about to go into another person's thread, which may be a new one.
   *
   * @returns false when somebody else changed one of the threads in between.
   */
  async function carryReadMarks(accountId: string, moves: readonly Move[]): Promise<boolean> {
    const named = [...new Set(moves.flatMap(({ from, into }) => [from, into]))];
    const found = (await rows.find({ _id: { $in: named }, accountId } as never).toArray()) as ConversationRecord[];
    const known = new Map(found.map((row) => [row._id, row]));
    for (const id of new Set(moves.map(({ into }) => into))) {
      const into = known.get(id);
      if (!into) return false;
      const ways = byWay(moves.filter((move) => move.into === id)).flatMap(([from, , ids]) => {
        const row = known.get(from);
        return row ? [{ row, ids }] : [];
      });
      const marks = [into, ...ways.map(({ row }) => row)].flatMap(({ readUpTo }) => readUpTo?.getTime() ?? []);
      if (marks.length === 0) continue;
      const readUpTo = new Date(Math.max(...marks));
      for (const { row, ids } of ways) await keepUnread(row, readUpTo, ids);
      if (into.readUpTo && into.readUpTo >= readUpTo) continue;
      await keepUnread(into, readUpTo);
      if (!(await write(into, { readUpTo }))) return false;
    }
    return true;
  }

  /** Of a thread that messages were taken out of or put into: who answers follows from what is in it now. */
  async function answerAnew(accountId: string, _id: string): Promise<void> {
    for (;;) {
      const row = (await rows.findOne({ _id, accountId })) as ConversationRecord | null;
      if (!row) return;
      const responder = responderFrom(await decidingMessages(deps.messages, accountId, _id));
      if (!responder && !row.responder) return;
      if (await write(row, { responder })) return;
    }
  }

  async function moveAll(accountId: string, from: string, into: string): Promise<void> {
    const update = { $set: { conversationId: into }, $inc: { revision: 1 } };
    await messages.updateMany({ accountId, conversationId: from }, update as never);
    await reactions.updateMany({ accountId, conversationId: from } as never, update as never);
  }

  async function moveSome(accountId: string, moves: readonly Move[]): Promise<void> {
    for (const [from, into, ids] of byWay(moves)) {
      for (let start = 0; start < ids.length; start += atOnce) {
        const some = { $in: ids.slice(start, start + atOnce) };
        const update = { $set: { conversationId: into }, $inc: { revision: 1 } };
        await messages.updateMany({ _id: some, accountId, conversationId: from } as never, update as never);
        await reactions.updateMany({ accountId, conversationId: from, messageId: some } as never, update as never);
      }
    }
  }

  /** A line about a change goes back to where changes wait for their person. */
  async function withdraw(accountId: string, ids: readonly string[]): Promise<void> {
    const found = await messages.find({ _id: { $in: [...ids] }, accountId }).toArray();
    for (const message of found) {
      const update = updateOfLine(message);
      if (update) await keepPending({ accountId, arrivedAt: message.arrivedAt, place: 0, update });
      await messages.deleteOne({ _id: message._id, accountId });
    }
  }

  /** Takes a mark off, when nobody has marked it anew since. */
  async function unmark(accountId: string, ids: readonly string[], mark: Date): Promise<void> {
    await rows.updateMany(
      { _id: { $in: [...ids] }, accountId, unsettledAt: mark } as mongo.Filter<ConversationRecord>,
      { $unset: { unsettledAt: 1 }, $inc: { revision: 1 } } as never,
    );
  }

  return {
    /**
     * @returns false when somebody else changed one of the threads in between: it is to be arranged anew, from what is
     * stored then.
     */
    async carryOut(component: Component, arrangement: Arrangement): Promise<boolean> {
      const { accountId, phoneNumberId } = component;
      const { conversations, merged, moves, withdrawn } = arrangement;
      const marked = component.conversations.filter((row) => row.unsettledAt);
      if (conversations.length + merged.length + moves.length + withdrawn.length + marked.length === 0) return true;
      const mark = clock.now();
      const gone = new Map(merged.map(({ from, into }) => [from, into]));
      const becomes = new Map(conversations.map(({ after }) => [after._id, after]));

      const held = new Map<string, ConversationRecord>();
      for (const row of component.conversations) {
        const after = await write(row, { unsettledAt: mark });
        if (!after) return false;
        held.set(row._id, after);
        memory.forget(row);
      }
      for (const { from, into } of merged) {
        const watchedUntil = later(mark, watchedMs);
        const record = { accountId, phoneNumberId, into, at: mark, watchedUntil };
        await redirects.updateOne({ _id: from }, { $set: record }, { upsert: true });
        // What led to it leads on in one step.
        await redirects.updateMany({ accountId, into: from }, { $set: { into } });
      }
      // Addresses are given up before anybody takes them: no two conversations ever have one.
      for (const [id, row] of held) {
        const after = becomes.get(id);
        if (gone.has(id) || !after) continue;
        const kept = row.addresses.filter((address) => after.addresses.includes(address));
        if (kept.length === row.addresses.length) continue;
        const left = await write(row, { addresses: kept.length > 0 ? kept : [noAddress(id)] });
        if (!left) return false;
        held.set(id, left);
      }
      for (const [from, into] of gone) {
        const [before, target] = [held.get(from), held.get(into)];
        if (!before || !target) continue;
        const read = await uniteReadMarks(target, [before]);
        const responder = mergedResponders(target.responder, before.responder);
        const united = read && (responder === read.responder ? read : await write(read, { responder }));
        if (!united) return false;
        held.set(into, united);
        await moveAll(accountId, from, into);
        const { deletedCount } = await rows.deleteOne({ _id: from, accountId, revision: before.revision });
        if (deletedCount === 0) return false;
      }
      try {
        for (const [id, after] of becomes) {
          const row = held.get(id);
          if (row) {
            // What is wanted is kept by address as well: whoever leaves the thread takes it along, and it may have been said by
            // whoever has an address that was left.
            const isLeft = (after.former?.length ?? 0) > (row.former?.length ?? 0);
            const wanted = isLeft || moves.some(({ from }) => from === id) ? { preferences: undefined } : {};
            const written = await write(row, { ...namesOf(after), ...wanted });
            if (!written) return false;
          } else await rows.insertOne(present({ ...after, unsettledAt: mark }));
        }
      } catch (error) {
        // Somebody began a conversation with one of the addresses in between.
        if (!isDuplicateKey(error)) throw error;
        return false;
      }
      const apart = moves.filter(({ from }) => !gone.has(from));
      if (!(await carryReadMarks(accountId, apart))) return false;
      await moveSome(accountId, apart);
      // Whoever had marked them may have moved some, and not have lived to see to this.
      const halfDone = marked.map(({ _id }) => _id).filter((id) => !gone.has(id));
      const changed = new Set([...apart.flatMap(({ from, into }) => [from, into]), ...halfDone]);
      for (const id of changed) await answerAnew(accountId, id);
      await withdraw(accountId, withdrawn);
      const lines = splitLines(component, apart, mark);
      for (const line of lines) {
        await messages.updateOne({ _id: line._id }, { $setOnInsert: line } as never, { upsert: true });
      }

      const touched = [
        ...new Set([...becomes.keys(), ...held.keys(), ...moves.map(({ into }) => into)].filter((id) => !gone.has(id))),
      ];
      await recounts.recountAll(touched, comingChanges(component, arrangement));
      const now = (await rows.find({ _id: { $in: touched }, accountId } as never).toArray()) as ConversationRecord[];
      await addressBook.name(now, false);
      await preferences.settle(now, false);
      // Told before the mark is off: whoever dies in between is followed by somebody who tells it again.
      const ids = [...apart.map(({ messageId }) => messageId), ...lines.map(({ _id }) => _id)];
      // Also those that somebody merged, and did not live to tell.
      const told = await redirects
        .find({ accountId, into: { $in: touched }, watchedUntil: { $exists: true } } as never)
        .toArray();
      const united = told.map(({ _id, into }) => ({ from: _id, into }));
      const alive = now.filter(({ lastMessage }) => lastMessage).map(({ _id }) => _id);
      for (let from = 0; from === 0 || from < ids.length; from += atOnce) {
        const messageIds = ids.slice(from, from + atOnce);
        if (messageIds.length + united.length + alive.length === 0) break;
        await changes.announce(accountId, {
          messageIds,
          conversationIds: alive,
          ...(from === 0 ? { merged: united } : {}),
        });
      }
      await unmark(accountId, touched, mark);
      return true;
    },

    /** What was stored under the id of a merged thread after that is brought along. */
    async bringAlong(): Promise<void> {
      const now = clock.now();
      for (;;) {
        const watched = await redirects
          .find({ watchedUntil: { $exists: true } })
          .limit(500)
          .toArray();
        for (const { _id, accountId, into } of watched) {
          const left = await messages
            .find({ accountId, conversationId: _id })
            .project<{ _id: string }>({ _id: 1 })
            .toArray();
          if (left.length === 0) continue;
          await moveAll(accountId, _id, into);
          await recounts.recount(into);
          const messageIds = left.map((message) => message._id);
          await changes.announce(accountId, { messageIds, conversationIds: [into] });
        }
        const { modifiedCount } = await redirects.updateMany(
          { watchedUntil: { $lte: now } },
          { $unset: { watchedUntil: 1 } },
        );
        if (watched.length < 500 || modifiedCount === 0) return;
      }
    },
  };
}
export type Rearranging = ReturnType<typeof createRearranging>;

/** By conversation: changes of its customer's number or id whose line is about to be stored. */
function comingChanges({ said }: Component, { owners }: Arrangement): Map<string, Changed[]> {
  const coming = new Map<string, Changed[]>();
  for (const { id, conversationId, fact } of said) {
    const owner = owners.get(id);
    if (conversationId !== null || !fact?.becomes || owner === undefined) continue;
    coming.set(owner, [...(coming.get(owner) ?? []), fact]);
  }
  return coming;
}

/** Messages that go the same way. */
function byWay(moves: readonly Move[]): [string, string, string[]][] {
  const ways = new Map<string, [string, string, string[]]>();
  for (const { messageId, from, into } of moves) {
    const way = ways.get(`${from} ${into}`) ?? [from, into, []];
    ways.set(`${from} ${into}`, way);
    way[2].push(messageId);
  }
  return [...ways.values()];
}
