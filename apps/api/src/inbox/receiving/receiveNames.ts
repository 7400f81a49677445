import { wamidKey } from '@switchboard/graph';
import { readGroupId } from '../groups/group.js';
import { groupAddress, listAddresses, listSpellings, phoneAddress, userIdAddress } from '../ids.js';
import { toLineId } from '../responders/line.js';
import type { RoutedLine, RoutedUpdate } from './receive.types.js';
import {
  addName,
  type NamesByNumber,
  toCustomerMessageQueries,
  toEarlyEventQueries,
  toMessageQueries,
} from './references.js';

function addSpellings(addresses: Set<string>, address: string): void {
  for (const spelling of listSpellings(address)) addresses.add(spelling);
}

/** @param again the updates may be stored already, also under names of their own (`ownNames.ts`). */
export function namesIn(routed: readonly RoutedUpdate[], lines: readonly RoutedLine[], again: boolean) {
  const wamids: NamesByNumber = new Map();
  const targets: NamesByNumber = new Map();
  // Their ids follow from the wamid.
  const written: NamesByNumber = new Map();
  const addresses = new Map<string, { accountId: string; phoneNumberId: string; addresses: Set<string> }>();
  const ownIds = new Map<string, Set<string>>();
  const add = <K>(map: Map<K, Set<string>>, key: K, value: string) => {
    const set = map.get(key);
    if (set) set.add(value);
    else map.set(key, new Set([value]));
  };
  for (const { accountId, update } of routed) {
    const { phoneNumberId } = update;
    const key = `${accountId} ${phoneNumberId}`;
    const who = addresses.get(key) ?? { accountId, phoneNumberId, addresses: new Set<string>() };
    addresses.set(key, who);
    if (update.kind === 'status') {
      addName(wamids, accountId, phoneNumberId, update.id);
      if (update.callbackData?.startsWith('msg_')) add(ownIds, accountId, update.callbackData);
      const contact = {
        ...(update.recipientWaId ? { waId: update.recipientWaId } : {}),
        ...(update.recipientUserId ? { userId: update.recipientUserId } : {}),
      };
      for (const address of update.groupId ? [] : listAddresses(contact)) addSpellings(who.addresses, address);
      continue;
    }
    const { content, id, context } = update.message;
    const groupId = readGroupId(update);
    const named = groupId ? [groupAddress(groupId)] : update.contact ? listAddresses(update.contact) : [];
    for (const address of named) addSpellings(who.addresses, address);
    addName(update.kind === 'message' && wamidKey(id) !== null ? written : wamids, accountId, phoneNumberId, id);
    if (context?.repliesTo) addName(targets, accountId, phoneNumberId, context.repliesTo);
    if ('target' in content) addName(targets, accountId, phoneNumberId, content.target);
    if (content.type === 'system' && content.newWaId) addSpellings(who.addresses, phoneAddress(content.newWaId));
    if (content.type === 'system' && content.newUserId) who.addresses.add(userIdAddress(content.newUserId));
  }
  for (const line of lines) {
    const { accountId, update } = line;
    const { phoneNumberId, contact } = update;
    const key = `${accountId} ${phoneNumberId}`;
    const who = addresses.get(key) ?? { accountId, phoneNumberId, addresses: new Set<string>() };
    addresses.set(key, who);
    for (const address of listAddresses(contact)) addSpellings(who.addresses, address);
    add(ownIds, accountId, toLineId(line));
  }
  const beside = again ? 'with_own_names' : 'without';
  return {
    messages: [
      ...toMessageQueries(wamids, beside),
      ...toMessageQueries(targets),
      ...toCustomerMessageQueries(written, beside),
      ...[...ownIds].map(([accountId, ids]) => ({ _id: { $in: [...ids] }, accountId })),
    ],
    conversations: [...addresses.values()]
      .filter((one) => one.addresses.size > 0)
      .map(({ accountId, phoneNumberId, addresses: them }) => ({
        accountId,
        phoneNumberId,
        addresses: { $in: [...them] },
      })),
    earlyEvents: [...toEarlyEventQueries(wamids, written), ...toEarlyEventQueries(targets, new Map())],
  };
}
