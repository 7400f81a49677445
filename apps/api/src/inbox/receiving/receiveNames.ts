import { addressesOf, phoneAddress, spellingsOf, userIdAddress } from '../ids.js';
import type { PlacedUpdate } from './receive.types.js';

/** Rows from before the spellings of a phone were compared have one of them as Meta wrote it. */
function addSpellings(addresses: Set<string>, address: string): void {
  for (const spelling of spellingsOf(address)) addresses.add(spelling);
}

/** Questions for everything that the updates name, led by number or account. */
export function namesIn(placed: readonly PlacedUpdate[]) {
  const wamids = new Map<string, Set<string>>();
  const addresses = new Map<string, { accountId: string; phoneNumberId: string; addresses: Set<string> }>();
  const ownIds = new Map<string, Set<string>>();
  const add = <K>(map: Map<K, Set<string>>, key: K, value: string) => {
    const set = map.get(key);
    if (set) set.add(value);
    else map.set(key, new Set([value]));
  };
  for (const { accountId, update } of placed) {
    const { phoneNumberId } = update;
    const key = `${accountId} ${phoneNumberId}`;
    const who = addresses.get(key) ?? { accountId, phoneNumberId, addresses: new Set<string>() };
    addresses.set(key, who);
    if (update.kind === 'status') {
      add(wamids, phoneNumberId, update.id);
      if (update.callbackData?.startsWith('msg_')) add(ownIds, accountId, update.callbackData);
      const contact = {
        ...(update.recipientWaId ? { waId: update.recipientWaId } : {}),
        ...(update.recipientUserId ? { userId: update.recipientUserId } : {}),
      };
      for (const address of addressesOf(contact)) addSpellings(who.addresses, address);
      continue;
    }
    const { content, id, context } = update.message;
    for (const address of update.contact ? addressesOf(update.contact) : []) addSpellings(who.addresses, address);
    add(wamids, phoneNumberId, id);
    if (context?.repliesTo) add(wamids, phoneNumberId, context.repliesTo);
    if ('target' in content) add(wamids, phoneNumberId, content.target);
    if (content.type === 'system' && content.newWaId) addSpellings(who.addresses, phoneAddress(content.newWaId));
    if (content.type === 'system' && content.newUserId) who.addresses.add(userIdAddress(content.newUserId));
  }
  const byWamid = [...wamids].map(([phoneNumberId, ids]) => ({ phoneNumberId, wamid: { $in: [...ids] } }));
  return {
    messages: [...byWamid, ...[...ownIds].map(([accountId, ids]) => ({ _id: { $in: [...ids] }, accountId }))],
    conversations: [...addresses.values()]
      .filter((one) => one.addresses.size > 0)
      .map(({ accountId, phoneNumberId, addresses: them }) => ({
        accountId,
        phoneNumberId,
        addresses: { $in: [...them] },
      })),
    strays: byWamid,
  };
}
