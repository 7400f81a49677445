import { asDigits, asId, asList, asObject, type JsonObject } from './jsonReaders.js';
import type { UnknownUpdate, WebhookUpdate } from './webhook.types.js';

export interface Place {
  entryId: string;
  field: string;
  phoneNumberId?: string;
}
export interface NumberPlace extends Place {
  phoneNumberId: string;
  displayPhone?: string;
}

export function toUnknown(place: Place, reason: UnknownUpdate['reason'], value: unknown): UnknownUpdate {
  const { entryId, field, phoneNumberId } = place;
  return { kind: 'unknown', entryId, field, phoneNumberId, reason, value };
}

/** The place with the number that a value is about: in `metadata`, or in `recipient` where there is none (17.1). */
export function readPlace(base: Place, value: JsonObject): Place & { displayPhone?: string } {
  const metadata = asObject(value.metadata) ?? asObject(value.recipient);
  return {
    entryId: base.entryId,
    field: base.field,
    phoneNumberId: asId(metadata?.phone_number_id),
    displayPhone: asDigits(metadata?.display_phone_number),
  };
}

/** Something else in place of a list is one thing that cannot be read. */
export const toItems = (list: unknown): unknown[] =>
  asList(list) ?? (list === undefined || list === null ? [] : [list]);

/** Reads every item of a list. What cannot be read, and what is of no number, is unknown and takes nothing else along. */
export function readItems(
  place: Place & { displayPhone?: string },
  list: unknown,
  updates: WebhookUpdate[],
  read: (place: NumberPlace, item: JsonObject) => WebhookUpdate | undefined,
): void {
  if (list === undefined) return;
  const { phoneNumberId } = place;
  for (const item of toItems(list)) {
    const object = asObject(item);
    const update = object && phoneNumberId !== undefined ? read({ ...place, phoneNumberId }, object) : undefined;
    updates.push(update ?? toUnknown(place, 'malformed', item));
  }
}
