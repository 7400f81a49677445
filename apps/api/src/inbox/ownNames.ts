import { wamidKey } from '@switchboard/graph';
import { derivedId } from './ids.js';
import type { MessageRecord } from './message.model.js';

/**
 * A number may pass from one account to another, and what its phone tells of its past, or what Meta sends once more, then
 * names messages that the account before has kept. Each account has its own of them. Ids and unique indexes are per
 * number, so the second one is stored under names of its own: an id that holds the account, and its wamid with the
 * account behind it. Everywhere but in the row it has the wamid that Meta gave it.
 */

/** Stands between the two. No wamid has one in it. */
const mark = ' ';

/** The ids a message may be stored under beside another account's: as `receivedMessageId`, and as `wholeMessageId`. */
export function ownMessageIds(accountId: string, phoneNumberId: string, wamid: string): [string, string] {
  const idOf = (name: string) => derivedId('msg', accountId, phoneNumberId, 'own', name);
  return [idOf(wamidKey(wamid) ?? wamid), idOf(wamid)];
}

/** A message as it is stored under names of its own. */
export function withOwnNames(message: MessageRecord): MessageRecord {
  const { accountId, wamid, wamidKey: key } = message;
  const own = (name: string) => `${name}${mark}${accountId}`;
  return { ...message, ...(wamid ? { wamid: own(wamid) } : {}), ...(key ? { wamidKey: own(key) } : {}) };
}

/** The wamid that Meta gave a stored message. */
export const givenWamid = (wamid: string): string => {
  const end = wamid.indexOf(mark);
  return end === -1 ? wamid : wamid.slice(0, end);
};

/** A stored message, with the names that Meta gave it. */
export function withGivenNames<Message extends Pick<MessageRecord, 'wamid' | 'wamidKey'>>(message: Message): Message {
  const { wamid, wamidKey: key } = message;
  if (!wamid?.includes(mark)) return message;
  return { ...message, wamid: givenWamid(wamid), ...(key ? { wamidKey: givenWamid(key) } : {}) };
}
