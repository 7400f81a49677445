import type { ConversationRecord } from '../conversation.model.js';
import { listAddresses, phoneAddress, userIdAddress } from '../ids.js';
import type { Fact, Names, Peer } from './facts.js';

export type Answered = Pick<ConversationRecord, 'waId' | 'userId' | 'addresses' | 'isGroup'>;

/** `at` in milliseconds of Meta's clock. */
export interface Inbound {
  at: number;
  peer: Peer | undefined;
}

export type Changed = Pick<Fact, 'at' | 'who' | 'becomes'>;

const answeredAt = ({ waId, userId }: Answered): string[] => listAddresses({ waId, userId });

/**
 * Meta counts the 24 hours for one person at one of our numbers: an address that answers no longer go to does not
 * count.
 */
export function isByAnswered(peer: Peer | undefined, conversation: Answered): boolean {
  if (!peer || conversation.isGroup) return true;
  const { waId, userId, addresses } = conversation;
  if (peer.userId !== undefined && peer.userId === userId) return true;
  if (peer.waId !== undefined && waId !== undefined) {
    if (peer.waId === waId || phoneAddress(peer.waId) === phoneAddress(waId)) return true;
  }
  if (peer.parentUserId !== undefined && addresses.includes(userIdAddress(peer.parentUserId))) return true;
  return listAddresses(peer).length === 0 || (waId === undefined && userId === undefined);
}

/**
 * Only what was written by the names that answers go to now counts. A change that Meta itself announced carries the
 * hours over, because the person is the same. Threads that were merged for another reason do not lend each other their
 * hours.
 *
 * @returns the last of what opens the 24 hours, in whatever order it is given; null where nothing does.
 */
export function lastThatOpens<One extends Inbound>(
  inbound: readonly One[],
  changes: readonly Changed[],
  conversation: Answered,
): One | null {
  const until = new Map<string, number>(answeredAt(conversation).map((name) => [name, Number.POSITIVE_INFINITY]));
  const old = new Map<string, number>();
  const reaches = (names: Names) =>
    Math.max(
      ...listAddresses(names).map((name) => Math.max(until.get(name) ?? -1, old.get(name) ?? -1)),
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
      const names = listAddresses(who);
      // Where no old name is given, it is whoever the thread is of.
      if (names.length === 0) carriedUntil = Math.max(carriedUntil, at);
      if (carry(names, at)) isNew = true;
    }
    for (const { at, peer } of inbound) {
      const names = peer ? listAddresses(peer) : [];
      const to = Math.max(...names.map((name) => old.get(name) ?? -1), -1);
      if (to >= at && carry(names, to)) isNew = true;
    }
  }
  let last: One | null = null;
  for (const one of inbound) {
    if (last && last.at >= one.at) continue;
    const { at, peer } = one;
    if (isByAnswered(peer, conversation) || at <= carriedUntil || reaches(peer ?? {}) >= at) last = one;
  }
  return last;
}
