import type { UnknownUpdate, WebhookUpdate } from '@switchboard/graph';
import { maxNameLength, plainBytes, storable } from './limits.js';

export type OverLimit = 'too_deep' | 'too_many_values' | 'key_too_long' | 'key_not_storable' | 'text_too_long';

/** BSON cannot store a NUL in a key. Since MongoDB 5.0 it stores operators and paths as keys. */
const isStorableKey = (key: string): boolean => !key.includes('\u0000');

/** Why a parsed value cannot be stored as it is; null when it can. Reads no more values than the limit. Pure. */
export function overLimit(value: unknown): OverLimit | null {
  // No recursion: the sender chooses the depth.
  let level: unknown[] = [value];
  let values = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    const next: unknown[] = [];
    for (const one of level) {
      if (typeof one === 'string' && one.length > storable.text) return 'text_too_long';
      if (typeof one !== 'object' || one === null || one instanceof Date) continue;
      if (depth >= storable.depth) return 'too_deep';
      const isList = Array.isArray(one);
      const keys = isList ? [] : Object.keys(one);
      values += isList ? one.length : keys.length;
      if (values > storable.values) return 'too_many_values';
      if (isList) {
        for (const item of one) next.push(item);
        continue;
      }
      for (const key of keys) {
        if (key.length > storable.key) return 'key_too_long';
        if (!isStorableKey(key)) return 'key_not_storable';
        next.push((one as Record<string, unknown>)[key]);
      }
    }
    level = next;
  }
  return null;
}

/** `overLimit` of an update. What our readers made is checked in a large delivery only, a value of Meta's own always. */
export function overLimitIn(update: WebhookUpdate, deliveryBytes: number): OverLimit | null {
  if (update.kind === 'account' || update.kind === 'unknown') return overLimit(update);
  return deliveryBytes <= plainBytes ? null : overLimit(update);
}

const shortened = (text: string): string => text.slice(0, maxNameLength);

/** What is stored of an update over a limit: its position. The bytes of the delivery have its value. */
export function withoutValue(update: WebhookUpdate): UnknownUpdate {
  const phoneNumberId = 'phoneNumberId' in update ? update.phoneNumberId : undefined;
  return {
    kind: 'unknown',
    entryId: shortened(update.entryId),
    field: shortened(update.field),
    // A shortened id would be another id.
    phoneNumberId: phoneNumberId !== undefined && phoneNumberId.length <= maxNameLength ? phoneNumberId : undefined,
    reason: 'malformed',
    value: undefined,
  };
}
