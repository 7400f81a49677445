import type { ConversationRecord } from '../conversation.model.js';
import { addressesOf, comparedAddress, userIdAddress, waIdOf } from '../ids.js';
import { isAboutAnotherMessage } from '../receiving/messageContent.mapper.js';
import type { PlacedUpdate } from '../receiving/receive.types.js';
import { secondOf } from './facts.js';
import { addressesIn, becomesOf, isInGroup, peerOf, recipientNames } from './peers.js';

/** What one round says that has to be looked at before it is put in its place. */
export interface Strange {
  /** Who it is from does not follow from the one conversation that all of its addresses lead to. */
  updates: PlacedUpdate[];
  /** Customers of whom nothing is known: their addresses may have been somebody's before. */
  newcomers: PlacedUpdate[];
}

const keyOf = (accountId: string, phoneNumberId: string, address: string) => `${accountId} ${phoneNumberId} ${address}`;

/**
 * Looks at every update of a round. Most are a plain message of a customer whose addresses all lead to one conversation:
 * those cost a look at a map. Pure.
 */
export function strangeIn(placed: readonly PlacedUpdate[], conversations: readonly ConversationRecord[]): Strange {
  const byAddress = new Map<string, ConversationRecord>();
  for (const conversation of conversations) {
    const { accountId, phoneNumberId, addresses } = conversation;
    for (const address of addresses)
      byAddress.set(keyOf(accountId, phoneNumberId, comparedAddress(address)), conversation);
  }
  const found: Strange = { updates: [], newcomers: [] };
  /** By address of a newcomer: all addresses that came with it. */
  const together = new Map<string, string>();
  for (const one of placed) {
    const { accountId, update } = one;
    const { phoneNumberId } = update;
    const at = (address: string) => byAddress.get(keyOf(accountId, phoneNumberId, address));
    if (isInGroup(update)) continue;
    if (update.kind === 'status') {
      const names = recipientNames(update);
      if (names && isNewJoin(addressesOf(names), at)) found.updates.push(one);
      continue;
    }
    const { contact, message } = update;
    if (!contact || isAboutAnotherMessage(message.content)) continue;
    const named = { ...update, contact };
    const addresses = addressesIn(named);
    if (becomesOf(message.content) !== undefined) {
      found.updates.push(one);
      continue;
    }
    const leadTo = new Set(addresses.map(at));
    const [conversation, ...others] = leadTo;
    if (others.length > 0) found.updates.push(one);
    else if (conversation) {
      const isTheirs = update.kind === 'message' || (update.kind === 'past' && update.direction === 'in');
      if (!isPlain(conversation, addresses, secondOf(message.timestamp), isTheirs ? peerOf(named) : {})) {
        found.updates.push(one);
      }
    } else {
      found.newcomers.push(one);
      const all = addresses.toSorted().join(' ');
      const differs = addresses.some((address) => {
        const key = keyOf(accountId, phoneNumberId, address);
        const before = together.get(key);
        together.set(key, all);
        return before !== undefined && before !== all;
      });
      if (differs) found.updates.push(one);
    }
  }
  return found;
}

/** Whether a message changes nothing of what is known about whose the addresses are. */
function isPlain(
  conversation: ConversationRecord,
  addresses: readonly string[],
  at: number,
  { waId, userId }: { waId?: string | undefined; userId?: string | undefined },
): boolean {
  if (conversation.unsettledAt) return false;
  // The number and the id that the customer wrote from last are where answers go.
  if (waId !== undefined && waId !== conversation.waId) return false;
  if (userId !== undefined && userId !== conversation.userId) return false;
  if (!conversation.since) return true;
  return conversation.since.every(({ address, at: from }) => !addresses.includes(address) || from.getTime() < at);
}

/**
 * Whether a status tells of two addresses that they belong together, and it is not known. Where the phone's thread has
 * another id, it is another person's by now, and nothing is learned.
 */
function isNewJoin(addresses: readonly string[], at: (address: string) => ConversationRecord | undefined): boolean {
  const leadTo = new Set(addresses.map(at));
  const known = [...leadTo].filter((conversation) => conversation !== undefined);
  if (known.length === 0 || leadTo.size === 1) return false;
  const ids = addresses.filter((address) => waIdOf(address) === null);
  return known.every(({ userId }) => userId === undefined || ids.includes(userIdAddress(userId)));
}
