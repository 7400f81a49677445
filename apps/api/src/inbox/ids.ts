import { hash } from 'node:crypto';
import { wamidKey } from '@switchboard/graph';
import { newId } from '../platform/ids.js';
import type { Names } from './identity/facts.js';
import { phoneKey, phoneSpellings } from './identity/phoneKey.js';

/** 132 bits of a hash: two processes derive the same id. */
export function derivedId(prefix: string, ...parts: string[]): string {
  return `${prefix}_${hash('sha256', parts.join('\u0000'), 'base64url').slice(0, 22)}`;
}

/** Both forms of a wamid (`wamid.ts`), and a repeated delivery, give the same id. */
export const receivedMessageId = (phoneNumberId: string, wamid: string) =>
  wholeMessageId(phoneNumberId, wamidKey(wamid) ?? wamid);

/** For messages of an older release, and the second of two customers whose devices made one token. */
export const wholeMessageId = (phoneNumberId: string, wamid: string) => derivedId('msg', phoneNumberId, wamid);

export const receivedMediaId = (messageId: string) => derivedId('med', messageId);

export const referralPictureId = (messageId: string) => derivedId('med', messageId, 'referral');

export const sentMessageId = (accountId: string, clientId: string) => derivedId('msg', accountId, clientId);
export const sentReactionId = (accountId: string, clientId: string) => derivedId('rct', accountId, clientId);
/** A reaction has no message of its own. */
export const isReactionId = (callbackData: string) => callbackData.startsWith('rct_');

export const newMediaId = () => newId('med');

/** Both spellings of a phone are one address. */
export const phoneAddress = (waId: string) => `w:${phoneKey(waId)}`;
/** Null for a business-scoped id. */
export const toWaId = (address: string): string | null => (address.startsWith('w:') ? address.slice(2) : null);
export const userIdAddress = (userId: string) => `u:${userId}`;

export const groupAddress = (groupId: string) => `g:${groupId}`;

/** A conversation without addresses needs one: they are unique within a number. */
export const noAddress = (conversationId: string) => `held:${conversationId}`;
export const isAddress = (address: string): boolean => !address.startsWith('held:');

/** The phone comes first: older deliveries have nothing else. */
export function listAddresses({ waId, userId, parentUserId }: Names): string[] {
  const addresses = waId ? [phoneAddress(waId)] : [];
  if (userId) addresses.push(userIdAddress(userId));
  if (parentUserId) addresses.push(userIdAddress(parentUserId));
  return addresses;
}

/** Rows of an older release have phones as Meta wrote them. */
export function comparedAddress(address: string): string {
  const waId = toWaId(address);
  return waId === null ? address : phoneAddress(waId);
}

export function listSpellings(address: string): string[] {
  const waId = toWaId(address);
  return waId === null ? [address] : phoneSpellings(waId).map((digits) => `w:${digits}`);
}

export const newConversationId = (accountId: string, phoneNumberId: string, address: string) =>
  derivedId('cnv', accountId, phoneNumberId, address);

/** A line that Meta names by no wamid: a call, a hand-over. */
export const lineId = (accountId: string, phoneNumberId: string, ...what: string[]) =>
  derivedId('msg', accountId, phoneNumberId, 'line', ...what);

export const preferenceId = (
  accountId: string,
  phoneNumberId: string,
  address: string,
  { category, value, at, userId = '' }: { category: string; value: string; at: Date; userId?: string },
) => derivedId('prf', accountId, phoneNumberId, address, category, value, at.toISOString(), userId);

export const phoneContactId = (accountId: string, phoneNumberId: string, waId: string) =>
  derivedId('pct', accountId, phoneNumberId, waId);
export const idContactId = (accountId: string, phoneNumberId: string, userId: string) =>
  derivedId('pct', accountId, phoneNumberId, 'u', userId);

export const identityFactId = (...parts: string[]) => derivedId('idf', ...parts);
export const splitLineId = (conversationId: string, otherId: string) =>
  derivedId('msg', conversationId, otherId, 'split');

export const toEarlyEventId = (...parts: string[]) => derivedId('str', ...parts);

/** By Meta's seconds, then arrival, then index in the delivery. The end of the id makes it unique. */
export function toSortKey(at: Date, arrivedAt: Date, index: number, id: string): string {
  const seconds = String(Math.floor(at.getTime() / 1000)).padStart(11, '0');
  const arrival = String(arrivedAt.getTime()).padStart(14, '0');
  return `${seconds}.${arrival}.${String(index).padStart(4, '0')}.${id.slice(-6)}`;
}
