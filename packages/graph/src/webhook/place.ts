import type { UnknownUpdate } from './webhook.types.js';

/** Where in a delivery something stands. */
export interface Place {
  entryId: string;
  field: string;
  phoneNumberId?: string;
}
export interface NumberPlace extends Place {
  phoneNumberId: string;
  displayPhone?: string;
}

/** What cannot be read: kept, with where it stood. */
export function toUnknown(place: Place, reason: UnknownUpdate['reason'], value: unknown): UnknownUpdate {
  const { entryId, field, phoneNumberId } = place;
  return { kind: 'unknown', entryId, field, phoneNumberId, reason, value };
}
