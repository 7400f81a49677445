import { wamidKey } from '@switchboard/graph';
import { derivedId } from './ids.js';
import type { MessageRecord } from './message.model.js';

/**
 * A number may pass between accounts, and a history import or a late delivery may name messages that the earlier
 * account has stored. Ids and unique indexes are per number, so the later account stores them under an id and a wamid
 * that hold the account. Outside of the row they have Meta's wamid.
 */

/** No wamid has one. */
const mark = ' ';

/** As `receivedMessageId`, and as `wholeMessageId`. */
export function ownMessageIds(accountId: string, phoneNumberId: string, wamid: string): [string, string] {
  const toId = (name: string) => derivedId('msg', accountId, phoneNumberId, 'own', name);
  return [toId(wamidKey(wamid) ?? wamid), toId(wamid)];
}

export function withOwnNames(message: MessageRecord): MessageRecord {
  const { accountId, wamid, wamidKey: key } = message;
  const own = (name: string) => `${name}${mark}${accountId}`;
  return { ...message, ...(wamid ? { wamid: own(wamid) } : {}), ...(key ? { wamidKey: own(key) } : {}) };
}

export const givenWamid = (wamid: string): string => {
  const end = wamid.indexOf(mark);
  return end === -1 ? wamid : wamid.slice(0, end);
};

export function withGivenNames<Message extends Pick<MessageRecord, 'wamid' | 'wamidKey'>>(message: Message): Message {
  const { wamid, wamidKey: key } = message;
  if (!wamid?.includes(mark)) return message;
  return { ...message, wamid: givenWamid(wamid), ...(key ? { wamidKey: givenWamid(key) } : {}) };
}
