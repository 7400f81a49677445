import type { ConversationRecord } from '../conversation.model.js';
import { addressesOf, comparedAddress } from '../ids.js';
import { isAboutAnotherMessage } from '../receiving/messageContent.mapper.js';
import type { PlacedUpdate } from '../receiving/receive.types.js';
import { secondOf } from './facts.js';
import { becomesOf, isInGroup, isTheirs, peerOf, recipientNames } from './peers.js';
import { phoneKey } from './phoneKey.js';

/** What one round says that has to be looked at before it is put in its place. */
export interface Strange {
  /** Who it is from does not follow from the one conversation that all of its addresses lead to. */
  updates: PlacedUpdate[];
  /** Customers of whom nothing is known: their addresses may have been somebody's before. */
  newcomers: PlacedUpdate[];
  /** Statuses that give two names of somebody of whom nothing is known. */
  words: PlacedUpdate[];
}

export const isPlainRound = ({ updates, newcomers, words }: Strange): boolean =>
  updates.length === 0 && newcomers.length === 0 && words.length === 0;

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
  const found: Strange = { updates: [], newcomers: [], words: [] };
  /** By address of a newcomer: all addresses that came with it. */
  const together = new Map<string, string>();
  for (const one of placed) {
    const { accountId, update } = one;
    const { phoneNumberId } = update;
    const at = (address: string) => byAddress.get(keyOf(accountId, phoneNumberId, address));
    if (isInGroup(update)) continue;
    if (update.kind === 'status') {
      const names = recipientNames(update);
      const leadTo = new Set(names ? addressesOf(names).map(at) : []);
      if (leadTo.size > 1) found.updates.push(one);
      else if (leadTo.has(undefined)) found.words.push(one);
      continue;
    }
    const { contact, message } = update;
    const { content } = message;
    if (!contact || isAboutAnotherMessage(content)) continue;
    const isUsual = content.type !== 'system' && content.type !== 'contacts';
    if (!isUsual && becomesOf(content) !== undefined) {
      found.updates.push(one);
      continue;
    }
    const peer = isUsual ? contact : peerOf({ contact, message });
    const addresses = addressesOf(peer);
    const conversation = addresses[0] === undefined ? undefined : at(addresses[0]);
    if (addresses.some((address) => at(address) !== conversation)) found.updates.push(one);
    else if (conversation) {
      // Whoever writes to the customer may spell the number in another way than the customer's own phone does.
      const waId = isTheirs(update) ? peer.waId : peer.waId && spelledLike(peer.waId, conversation.waId);
      const names = { waId, userId: peer.userId };
      if (!isPlain(conversation, addresses, message.timestamp, names)) found.updates.push(one);
    } else {
      found.newcomers.push(one);
      const all = [...addresses, peer.waId].join(' ');
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

const spelledLike = (waId: string, other: string | undefined): string =>
  other !== undefined && phoneKey(waId) === phoneKey(other) ? other : waId;

/** Whether a message changes nothing of what is known about whose the addresses are. */
function isPlain(
  conversation: ConversationRecord,
  addresses: readonly string[],
  at: Date,
  { waId, userId }: { waId?: string | undefined; userId?: string | undefined },
): boolean {
  if (conversation.unsettledAt) return false;
  // The number and the id that the customer wrote from last are where answers go.
  if (waId !== undefined && waId !== conversation.waId) return false;
  if (userId !== undefined && userId !== conversation.userId) return false;
  if (!conversation.since) return true;
  return conversation.since.every(
    ({ address, at: from }) => !addresses.includes(address) || from.getTime() < secondOf(at),
  );
}
