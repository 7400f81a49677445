import type { ConversationRecord } from '../conversation.model.js';
import { addressesOf, phoneAddress, userIdAddress } from '../ids.js';
import type { Fact, Names, Peer } from './facts.js';

/** Where a conversation's answers go, and by what else that person is known. */
export type Answered = Pick<ConversationRecord, 'waId' | 'userId' | 'addresses' | 'isGroup'>;

/** What a customer wrote, or a call. `at`: milliseconds of Meta's clock. */
export interface Heard {
  at: number;
  /** Missing: stored before it was kept whose it is. */
  peer: Peer | undefined;
}

/** A change of number or id, by Meta's own word. */
export type Changed = Pick<Fact, 'at' | 'who' | 'becomes'>;

const answeredAt = ({ waId, userId }: Answered): string[] => addressesOf({ waId, userId });

/**
 * Whether it opens the 24 hours by its own names: Meta counts them for one person at one of our numbers, so what was
 * written from an address that answers no longer go to says nothing of the one they go to.
 */
export function isByAnswered(peer: Peer | undefined, conversation: Answered): boolean {
  if (!peer || conversation.isGroup) return true;
  const { waId, userId, addresses } = conversation;
  if (peer.userId !== undefined && peer.userId === userId) return true;
  if (peer.waId !== undefined && waId !== undefined) {
    if (peer.waId === waId || phoneAddress(peer.waId) === phoneAddress(waId)) return true;
  }
  // A parent id names the same person for all portfolios that belong together.
  if (peer.parentUserId !== undefined && addresses.includes(userIdAddress(peer.parentUserId))) return true;
  return addressesOf(peer).length === 0 || (waId === undefined && userId === undefined);
}

/**
 * The last thing heard that opens the 24 hours for where answers go now. Pure, and the same in whatever order it is given.
 *
 * What names where answers go counts. A change by Meta's own word carries the hours over: it is the same person, so what
 * was written until then by the old names counts, and by every other name that stood beside one of those in a message.
 * Two threads that are one for another reason (an address book, a parent id) do not lend each other their hours.
 *
 * @returns null when nothing does.
 */
export function lastThatOpens<One extends Heard>(
  heard: readonly One[],
  changes: readonly Changed[],
  conversation: Answered,
): One | null {
  const until = new Map<string, number>(answeredAt(conversation).map((name) => [name, Number.POSITIVE_INFINITY]));
  const old = new Map<string, number>();
  const reaches = (names: Names) =>
    Math.max(
      ...addressesOf(names).map((name) => Math.max(until.get(name) ?? -1, old.get(name) ?? -1)),
      Number.NEGATIVE_INFINITY,
    );
  /** @returns whether anything was learned. */
  const carry = (names: readonly string[], to: number): boolean => {
    const fresh = names.filter((name) => (old.get(name) ?? -1) < to && until.get(name) === undefined);
    for (const name of fresh) old.set(name, to);
    return fresh.length > 0;
  };
  let carriedUntil = Number.NEGATIVE_INFINITY;
  for (let isNew = changes.length > 0; isNew; ) {
    isNew = false;
    for (const { at, who, becomes } of changes) {
      if (!becomes || reaches(becomes) < at) continue;
      const names = addressesOf(who);
      // Where no old name is told, it is whoever the thread is of.
      if (names.length === 0) carriedUntil = Math.max(carriedUntil, at);
      if (carry(names, at)) isNew = true;
    }
    for (const { at, peer } of heard) {
      const names = peer ? addressesOf(peer) : [];
      const to = Math.max(...names.map((name) => old.get(name) ?? -1), -1);
      if (to >= at && carry(names, to)) isNew = true;
    }
  }
  let last: One | null = null;
  for (const one of heard) {
    if (last && last.at >= one.at) continue;
    const { at, peer } = one;
    if (isByAnswered(peer, conversation) || at <= carriedUntil || reaches(peer ?? {}) >= at) last = one;
  }
  return last;
}
