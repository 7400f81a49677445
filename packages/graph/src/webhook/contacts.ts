import { asFilledText, asList, asObject, asText, type JsonObject } from './jsonReaders.js';
import type { WebhookContact } from './webhook.types.js';

/** Completes the addresses that a message has with what `contacts[]` tells. `undefined`: it has no address. */
export type ContactFinder = (waId: string | undefined, userId: string | undefined) => WebhookContact | undefined;

/**
 * Reads `contacts[]` (meta-platform 8.4) once for all messages beside it.
 *
 * The addresses of the message itself always win. A contact that has one of them completes them; the only contact, when
 * it has neither, gives no more than its names: Meta writes some countries' numbers in two ways.
 */
export function createContactFinder(contacts: unknown): ContactFinder {
  const entries = (asList(contacts) ?? []).map(asObject).filter((entry) => entry !== undefined);
  const find = entries.length > 1 ? findByMap(entries) : findInOne(entries[0]);
  const only = entries.length === 1 ? entries[0] : undefined;
  return (waId, userId) => {
    if (waId === undefined && userId === undefined) return undefined;
    const own = find(waId, userId);
    const named = own ?? (only && !isSomebodyElse(only, userId) ? only : undefined);
    const profile = asObject(named?.profile);
    return {
      waId: waId ?? asFilledText(own?.wa_id),
      userId: userId ?? asFilledText(own?.user_id),
      name: asFilledText(profile?.name),
      username: asFilledText(profile?.username),
    };
  };
}

type FindEntry = (waId: string | undefined, userId: string | undefined) => JsonObject | undefined;

/** Nearly every delivery. */
const findInOne =
  (entry: JsonObject | undefined): FindEntry =>
  (waId, userId) => {
    if (entry === undefined) return undefined;
    const isSame =
      (userId !== undefined && entry.user_id === userId) ||
      (waId !== undefined && entry.wa_id === waId && !isSomebodyElse(entry, userId));
    return isSame ? entry : undefined;
  };

/** A thousand messages beside a thousand contacts are a million comparisons without it. */
function findByMap(entries: JsonObject[]): FindEntry {
  const byUserId = new Map<unknown, JsonObject>();
  const byWaId = new Map<unknown, JsonObject>();
  for (const entry of entries) {
    if (asText(entry.user_id)) byUserId.set(entry.user_id, entry);
    if (asText(entry.wa_id)) byWaId.set(entry.wa_id, entry);
  }
  return (waId, userId) => {
    const sameUser = userId === undefined ? undefined : byUserId.get(userId);
    if (sameUser) return sameUser;
    const samePhone = waId === undefined ? undefined : byWaId.get(waId);
    return samePhone && !isSomebodyElse(samePhone, userId) ? samePhone : undefined;
  };
}

/** A phone number can pass to another person; a business-scoped id cannot. */
function isSomebodyElse(entry: JsonObject, userId: string | undefined): boolean {
  const theirs = asFilledText(entry.user_id);
  return theirs !== undefined && userId !== undefined && theirs !== userId;
}
