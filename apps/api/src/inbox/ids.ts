import { hash } from 'node:crypto';
import { wamidKey } from '@switchboard/graph';
import { newId } from '../platform/ids.js';
import type { Names } from './identity/facts.js';
import { phoneKey, phoneSpellings } from './identity/phoneKey.js';

/** 132 bits of a hash: ids that two processes make alike, without asking each other. */
export function derivedId(prefix: string, ...parts: string[]): string {
  return `${prefix}_${hash('sha256', parts.join('\u0000'), 'base64url').slice(0, 22)}`;
}

/**
 * The id of a message that Meta told us about: the same delivery read again gives the same id, and so does the other form
 * of its wamid, which names the customer differently (`wamid.ts`).
 */
export const receivedMessageId = (phoneNumberId: string, wamid: string) =>
  wholeMessageId(phoneNumberId, wamidKey(wamid) ?? wamid);

/**
 * The id by the whole wamid: of messages that were stored before there was the other one, and of the second of two
 * customers whose devices made the same token.
 */
export const wholeMessageId = (phoneNumberId: string, wamid: string) => derivedId('msg', phoneNumberId, wamid);

/** The id of the file in it, by the message's id. */
export const receivedMediaId = (messageId: string) => derivedId('med', messageId);

/** The id of the copy of its advertisement's picture. */
export const referralPictureId = (messageId: string) => derivedId('med', messageId, 'referral');

/** The id of a message that is sent from here: the same press of the button gives the same id. */
export const sentMessageId = (accountId: string, clientId: string) => derivedId('msg', accountId, clientId);
export const sentReactionId = (accountId: string, clientId: string) => derivedId('rct', accountId, clientId);
/** Whether what comes back with a status names a reaction: it has no place of its own in the thread. */
export const isReactionId = (callbackData: string) => callbackData.startsWith('rct_');

export const newMediaId = () => newId('med');

/** An address as conversations keep it: the two spellings of one phone are one address. */
export const phoneAddress = (waId: string) => `w:${phoneKey(waId)}`;
/** The phone number in an address; null when it is a business-scoped id. */
export const waIdOf = (address: string): string | null => (address.startsWith('w:') ? address.slice(2) : null);
export const userIdAddress = (userId: string) => `u:${userId}`;

/** The address of a group: its thread is its own, whoever writes in it. */
export const groupAddress = (groupId: string) => `g:${groupId}`;

/**
 * In the place of the addresses of a conversation that none leads to: no two rows of a number may have the same, and having
 * none at all is the same, too.
 */
export const noAddress = (conversationId: string) => `held:${conversationId}`;
export const isAddress = (address: string): boolean => !address.startsWith('held:');

/** Every address in a contact; the phone number first, because older deliveries have nothing else. */
export function addressesOf({ waId, userId, parentUserId }: Names): string[] {
  const addresses = waId ? [phoneAddress(waId)] : [];
  if (userId) addresses.push(userIdAddress(userId));
  if (parentUserId) addresses.push(userIdAddress(parentUserId));
  return addresses;
}

/** An address as it is compared: rows from before have phones as Meta wrote them. */
export function comparedAddress(address: string): string {
  const waId = waIdOf(address);
  return waId === null ? address : phoneAddress(waId);
}

/** An address in every spelling: rows from before spellings were compared have them as Meta wrote them. */
export function spellingsOf(address: string): string[] {
  const waId = waIdOf(address);
  return waId === null ? [address] : phoneSpellings(waId).map((digits) => `w:${digits}`);
}

/** The id of the conversation that begins with this address. */
export const newConversationId = (accountId: string, phoneNumberId: string, address: string) =>
  derivedId('cnv', accountId, phoneNumberId, address);

/** The id of a line that Meta names by no wamid: a call, a hand-over. Made from what it is, so that it is there once. */
export const lineId = (accountId: string, phoneNumberId: string, ...what: string[]) =>
  derivedId('msg', accountId, phoneNumberId, 'line', ...what);

/** The id of what is kept of a customer's wish about one category of messages. */
export const preferenceId = (
  accountId: string,
  phoneNumberId: string,
  address: string,
  { category, value, at, userId = '' }: { category: string; value: string; at: Date; userId?: string },
) => derivedId('prf', accountId, phoneNumberId, address, category, value, at.toISOString(), userId);

/** The id of an address book's entry for a customer. */
export const phoneContactId = (accountId: string, phoneNumberId: string, waId: string) =>
  derivedId('pct', accountId, phoneNumberId, waId);
/** The same for one that is named by a business-scoped id alone. */
export const idContactId = (accountId: string, phoneNumberId: string, userId: string) =>
  derivedId('pct', accountId, phoneNumberId, 'u', userId);

export const identityFactId = (...parts: string[]) => derivedId('idf', ...parts);
/** The line that a thread shows where another person's messages left it, or came out of it. */
export const splitLineId = (conversationId: string, otherId: string) =>
  derivedId('msg', conversationId, otherId, 'split');

export const strayId = (...parts: string[]) => derivedId('str', ...parts);

/**
 * Where a message stands in its conversation: by Meta's seconds, then by arrival, then by place in the delivery. The
 * end of the id makes it unique.
 */
export function sortKeyOf(at: Date, arrivedAt: Date, place: number, id: string): string {
  const seconds = String(Math.floor(at.getTime() / 1000)).padStart(11, '0');
  const arrival = String(arrivedAt.getTime()).padStart(14, '0');
  return `${seconds}.${arrival}.${String(place).padStart(4, '0')}.${id.slice(-6)}`;
}
