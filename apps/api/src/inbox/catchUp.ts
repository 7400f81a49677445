import type { ChangesReply } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { Clock } from '../platform/clock.js';
import { type ChangeRecord, changeId } from './change.model.js';
import { changesAtOnce, maxInAnswer, maxMissed } from './limits.js';
import type { StateReader, States } from './states.js';

export interface CatchUpDeps {
  changes: Model<ChangeRecord>;
  states: StateReader;
  clock: Clock;
  latestSeq: (accountId: string) => Promise<number>;
  unreadConversations: (accountId: string) => Promise<number>;
}

const changesInBatch = 25;

/** Brings a browser that missed changes of its account's inbox up to date, one bounded answer at a time. */
export function createCatchUp({ changes, states, clock, latestSeq, unreadConversations }: CatchUpDeps) {
  async function readRows(accountId: string, since: number): Promise<{ rows: ChangeRecord[]; more: boolean }> {
    const cursor = changes
      .find({ _id: { $gt: changeId(accountId, since), $lte: `${accountId}.~` } })
      .sort({ _id: 1 })
      .limit(changesAtOnce + 1)
      .lean<ChangeRecord[]>()
      .cursor({ batchSize: changesInBatch });
    const rows: ChangeRecord[] = [];
    const [messageIds, conversationIds] = [new Set<string>(), new Set<string>()];
    try {
      for await (const row of cursor) {
        for (const id of row.messageIds) messageIds.add(id);
        for (const id of row.conversationIds) conversationIds.add(id);
        const fits = messageIds.size <= maxInAnswer.messages && conversationIds.size <= maxInAnswer.conversations;
        if (rows.length === changesAtOnce || (rows.length > 0 && !fits)) return { rows, more: true };
        rows.push(row);
      }
    } finally {
      await cursor.close();
    }
    return { rows, more: false };
  }

  /**
   * Leaves out the last changes where all are too much for one answer. Of one change that is too large alone, the
   * messages are left out and their threads named as refilled, to be read again.
   */
  async function readPage(accountId: string, rows: readonly ChangeRecord[]) {
    const { messageIds } = touchedBy(rows);
    const sizes = new Map<string, number>();
    let bytes = 0;
    const messages = await states.readMessages(accountId, messageIds.slice(0, maxInAnswer.messages), (piece) => {
      for (const message of piece) {
        const size = Buffer.byteLength(JSON.stringify(message));
        sizes.set(message.id, size);
        bytes += size;
      }
      return bytes <= maxInAnswer.bytes;
    });
    const fitting = countFitting(rows, sizes);
    const page = rows.slice(0, Math.max(1, fitting));
    const touched = touchedBy(page);
    const conversations = await states.readConversations(accountId, touched.conversationIds);
    const isWhole = fitting > 0 || rows.length === 0;
    const wanted = new Set(touched.messageIds);
    const leftOut = isWhole ? [] : await states.listThreads(accountId, touched.messageIds);
    const ofPage: States = {
      messages: isWhole ? messages.filter(({ id }) => wanted.has(id)) : [],
      conversations,
      refilled: isWhole
        ? touched.refilledIds
        : [...new Set([...touched.refilledIds, ...conversations.map(({ id }) => id), ...leftOut])],
    };
    return { page, ofPage };
  }

  /** @returns the changes after a number as one change; `reset` where the lists are to be read again. */
  async function since(accountId: string, since: number): Promise<Omit<ChangesReply, 'success'>> {
    // Read before the rows: a change in between is then shown, and not taken for a deleted one.
    const latest = await latestSeq(accountId);
    const { rows, more } = await readRows(accountId, since);
    const first = rows[0];
    const isGone = since > latest || (first === undefined ? since < latest : first.seq !== since + 1);
    const reset = isGone || latest - since > maxMissed || rows.some((row) => row.erased);
    const { page, ofPage } = await readPage(accountId, reset ? [] : rows);
    const merged = page.flatMap((row) => row.merged ?? []);
    return {
      reset,
      change: {
        seq: reset ? latest : (page.at(-1)?.seq ?? since),
        at: clock.now().toISOString(),
        ...ofPage,
        ...(merged.length > 0 ? { merged } : {}),
        unreadConversations: await unreadConversations(accountId),
      },
      more: !reset && (more || page.length < rows.length),
    };
  }

  return { since };
}

function countFitting(rows: readonly ChangeRecord[], sizes: ReadonlyMap<string, number>): number {
  const counted = new Set<string>();
  let bytes = 0;
  const tooLarge = rows.findIndex((row) => {
    for (const id of row.messageIds) {
      if (!counted.has(id)) bytes += sizes.get(id) ?? 0;
      counted.add(id);
    }
    return bytes > maxInAnswer.bytes || counted.size > maxInAnswer.messages;
  });
  return tooLarge < 0 ? rows.length : tooLarge;
}

const touchedBy = (rows: readonly ChangeRecord[]) => ({
  messageIds: [...new Set(rows.flatMap((row) => row.messageIds))],
  conversationIds: [...new Set(rows.flatMap((row) => row.conversationIds))],
  refilledIds: [...new Set(rows.flatMap((row) => row.refilledIds ?? []))],
});
