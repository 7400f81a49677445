import type { Clock } from '../../platform/clock.js';
import { isDuplicateKey } from '../../platform/errors.js';
import type { ConversationRecord } from '../conversation.model.js';
import { pickFieldsOf, uniteFields } from '../conversationFields.js';
import { noAddress } from '../ids.js';
import type { ConversationMemory } from '../receiving/conversationMemory.js';
import type { Arrangement, Component } from './arrange.js';
import type { CarriedReadMarks } from './carriedReadMarks.js';
import type { MergedThreads } from './mergedThreads.js';
import type { Moves } from './moves.js';
import type { Rearranged } from './rearranged.js';
import { splitLines } from './splitLines.js';
import type { ThreadWrites } from './threadWrites.js';

export interface RearrangeDeps {
  threads: ThreadWrites;
  readMarks: CarriedReadMarks;
  moves: Moves;
  merged: Pick<MergedThreads, 'redirect'>;
  rearranged: Rearranged;
  memory: Pick<ConversationMemory, 'forget'>;
  clock: Clock;
}

type Marked = Map<string, ConversationRecord>;

/**
 * Turns an arrangement into writes, in an order in which each state in between can be continued from: the threads are
 * marked first, and the last write takes the mark off. Whoever finds a mark arranges anew.
 */
export function createRearranging(deps: RearrangeDeps) {
  const { threads, readMarks, moves, merged, rearranged, memory, clock } = deps;

  async function mark(rows: readonly ConversationRecord[], at: Date): Promise<Marked | null> {
    const marked: Marked = new Map();
    for (const row of rows) {
      const after = await threads.write(row, { unsettledAt: at });
      if (!after) return null;
      marked.set(row._id, after);
      memory.forget(row);
    }
    return marked;
  }

  /** Addresses are given up before anybody takes them: no two conversations ever have one. */
  async function giveUpAddresses(marked: Marked, becomes: Map<string, ConversationRecord>): Promise<boolean> {
    for (const [id, after] of becomes) {
      const row = marked.get(id);
      if (!row) continue;
      const kept = row.addresses.filter((address) => after.addresses.includes(address));
      if (kept.length === row.addresses.length) continue;
      const left = await threads.write(row, { addresses: kept.length > 0 ? kept : [noAddress(id)] });
      if (!left) return false;
      marked.set(id, left);
    }
    return true;
  }

  async function merge(marked: Marked, gone: Map<string, string>): Promise<boolean> {
    for (const [from, into] of gone) {
      const [before, target] = [marked.get(from), marked.get(into)];
      if (!before || !target) continue;
      await readMarks.keepUnread([target, before]);
      const fields = uniteFields(target, before);
      const united = Object.keys(fields).length > 0 ? await threads.write(target, fields) : target;
      if (!united) return false;
      marked.set(into, united);
      await moves.moveAll(before.accountId, from, into);
      if (!(await threads.remove(before))) return false;
    }
    return true;
  }

  async function writeNames(
    marked: Marked,
    becomes: Map<string, ConversationRecord>,
    isSplit: (id: string) => boolean,
    markedAt: Date,
  ): Promise<boolean> {
    try {
      for (const [id, after] of becomes) {
        const row = marked.get(id);
        if (!row) {
          await threads.insert({ ...after, unsettledAt: markedAt });
          continue;
        }
        // Preferences are kept by address as well: whoever leaves the thread takes them along, and they may have been
        // stated by whoever has an address that was left.
        const isLeft = (after.former?.length ?? 0) > (row.former?.length ?? 0);
        const preferences = isLeft || isSplit(id) ? { preferences: undefined } : {};
        if (!(await threads.write(row, { ...pickFieldsOf('facts', after), ...preferences }))) return false;
      }
      return true;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      return false;
    }
  }

  return {
    /** @returns false when somebody else changed one of the threads: arrange anew, from what is stored then. */
    async carryOut(component: Component, arrangement: Arrangement): Promise<boolean> {
      const { accountId } = component;
      const unfinished = component.conversations.filter((row) => row.unsettledAt).map(({ _id }) => _id);
      if (isEmpty(arrangement) && unfinished.length === 0) return true;
      const markedAt = clock.now();
      const gone = new Map(arrangement.merged.map(({ from, into }) => [from, into]));
      const remains = (id: string) => !gone.has(id);
      const becomes = new Map(arrangement.conversations.map(({ after }) => [after._id, after]));

      const marked = await mark(component.conversations, markedAt);
      if (!marked) return false;
      await merged.redirect(component, arrangement.merged, markedAt);
      if (!(await giveUpAddresses(marked, new Map([...becomes].filter(([id]) => remains(id)))))) return false;
      if (!(await merge(marked, gone))) return false;
      const isSplit = (id: string) => arrangement.moves.some(({ from }) => from === id);
      if (!(await writeNames(marked, becomes, isSplit, markedAt))) return false;

      const apart = arrangement.moves.filter(({ from }) => remains(from));
      if (!(await readMarks.carry(accountId, apart))) return false;
      await moves.moveSome(accountId, apart);
      // A process that marked threads and died may have moved messages without deriving anew who answers.
      const changed = new Set([...apart.flatMap(({ from, into }) => [from, into]), ...unfinished.filter(remains)]);
      for (const id of changed) await rearranged.refreshResponder(accountId, id);
      await moves.withdraw(accountId, arrangement.withdrawn);
      const lines = splitLines(component, apart, markedAt);
      await moves.addLines(lines);

      const named = [...becomes.keys(), ...marked.keys(), ...arrangement.moves.map(({ into }) => into)];
      const touched = [...new Set(named.filter(remains))];
      const messageIds = [...apart.map(({ messageId }) => messageId), ...lines.map(({ _id }) => _id)];
      // Announced before the mark is off: when this process dies in between, whoever goes on announces it again.
      await rearranged.finish(component, arrangement, touched, messageIds);
      await threads.unmark(accountId, touched, markedAt);
      return true;
    },
  };
}
export type Rearranging = ReturnType<typeof createRearranging>;

const isEmpty = ({ conversations, merged, moves, withdrawn }: Arrangement): boolean =>
  conversations.length + merged.length + moves.length + withdrawn.length === 0;
