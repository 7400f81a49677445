import type { ConversationRecord } from '../conversation.model.js';
import { comparedAddress, listAddresses } from '../ids.js';
import { isAboutAnotherMessage } from '../receiving/messageContent.mapper.js';
import type { RoutedUpdate } from '../receiving/receive.types.js';
import { toSecond } from './facts.js';
import { isInGroup, isTheirs, readNewNames, readPeer, recipientNames } from './peers.js';
import { phoneKey } from './phoneKey.js';

export interface Strange {
  /** Its addresses do not all lead to one conversation. */
  updates: RoutedUpdate[];
  /** Nothing is known of them: their addresses may have been somebody's before. */
  newcomers: RoutedUpdate[];
  words: RoutedUpdate[];
}

export const isPlainRound = ({ updates, newcomers, words }: Strange): boolean =>
  updates.length === 0 && newcomers.length === 0 && words.length === 0;

const toKey = (accountId: string, phoneNumberId: string, address: string) => `${accountId} ${phoneNumberId} ${address}`;

/** Pure. A plain message costs one look at a map. */
export function strangeIn(routed: readonly RoutedUpdate[], conversations: readonly ConversationRecord[]): Strange {
  const byAddress = new Map<string, ConversationRecord>();
  for (const conversation of conversations) {
    const { accountId, phoneNumberId, addresses } = conversation;
    for (const address of addresses)
      byAddress.set(toKey(accountId, phoneNumberId, comparedAddress(address)), conversation);
  }
  const found: Strange = { updates: [], newcomers: [], words: [] };
  const together = new Map<string, string>();
  for (const one of routed) {
    const { accountId, update } = one;
    const { phoneNumberId } = update;
    const at = (address: string) => byAddress.get(toKey(accountId, phoneNumberId, address));
    if (isInGroup(update)) continue;
    if (update.kind === 'status') {
      const names = recipientNames(update);
      const leadTo = new Set(names ? listAddresses(names).map(at) : []);
      if (leadTo.size > 1) found.updates.push(one);
      else if (leadTo.has(undefined)) found.words.push(one);
      continue;
    }
    const { contact, message } = update;
    const { content } = message;
    if (!contact || isAboutAnotherMessage(content)) continue;
    const isUsual = content.type !== 'system' && content.type !== 'contacts';
    if (!isUsual && readNewNames(content) !== undefined) {
      found.updates.push(one);
      continue;
    }
    const peer = isUsual ? contact : readPeer({ contact, message });
    const addresses = listAddresses(peer);
    const conversation = addresses[0] === undefined ? undefined : at(addresses[0]);
    if (addresses.some((address) => at(address) !== conversation)) found.updates.push(one);
    else if (conversation) {
      // Others may spell the number in another way than the customer's own phone.
      const waId = isTheirs(update) ? peer.waId : peer.waId && spelledLike(peer.waId, conversation.waId);
      const names = { waId, userId: peer.userId };
      if (!isPlain(conversation, addresses, message.timestamp, names)) found.updates.push(one);
    } else {
      found.newcomers.push(one);
      const all = [...addresses, peer.waId].join(' ');
      const differs = addresses.some((address) => {
        const key = toKey(accountId, phoneNumberId, address);
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

/** Whether it changes nothing about whose the addresses are. */
function isPlain(
  conversation: ConversationRecord,
  addresses: readonly string[],
  at: Date,
  { waId, userId }: { waId?: string | undefined; userId?: string | undefined },
): boolean {
  if (conversation.unsettledAt) return false;
  // Answers go to the number and the id that the customer wrote from last.
  if (waId !== undefined && waId !== conversation.waId) return false;
  if (userId !== undefined && userId !== conversation.userId) return false;
  if (!conversation.since) return true;
  return conversation.since.every(
    ({ address, at: from }) => !addresses.includes(address) || from.getTime() < toSecond(at),
  );
}
