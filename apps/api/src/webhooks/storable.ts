import type { UnknownUpdate, WebhookUpdate } from '@switchboard/graph';

/**
 * What one thing that Meta says may look like to be stored as it is. Real ones are far below: the deepest of Meta's
 * examples has 12 levels, its longest text 4,096 characters, a delivery 1,000 updates (meta-platform 8.3, 8.5). MongoDB
 * refuses more than 100 levels, 16 MB and 100,000 words to be found in one document, and ends the connection for some of
 * it, which looks as if it were away.
 */
export const storable = {
  /** Objects and lists in one another. */
  depth: 32,
  /** Keys and items, of all levels together. */
  values: 20_000,
  /** Characters of a key. */
  key: 256,
  /** Characters of a text: never more than 65,536 words to be found by. */
  text: 131_072,
  /** Updates in one delivery. */
  updates: 10_000,
} as const;

export type OverLimit = 'too_deep' | 'too_many_values' | 'key_too_long' | 'key_not_storable' | 'text_too_long';

/** A NUL ends a name in BSON. Operators, paths and prototypes are names like others there (MongoDB 5.0 and newer). */
const isStorableKey = (key: string): boolean => !key.includes('\u0000');

/**
 * Why a parsed value is not stored as it is; null: it may be. Looks at every value once, and at no more than the limit
 * allows. Pure.
 */
export function overLimit(value: unknown): OverLimit | null {
  // Not by recursion: how deep it goes is the sender's choice.
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

/** What our readers make of a delivery up to this size is within the limits by itself, and parsing it takes no time. */
export const plainBytes = 60 * 1024;

/**
 * The same of an update. Of most of them our own readers made every part, and only a large delivery can have too much in
 * one; where Meta's own value is kept, it is looked at however small it is.
 *
 * @param deliveryBytes the size of the delivery it came in.
 */
export function overLimitIn(update: WebhookUpdate, deliveryBytes: number): OverLimit | null {
  if (update.kind === 'account' || update.kind === 'unknown') return overLimit(update);
  return deliveryBytes <= plainBytes ? null : overLimit(update);
}

const longestName = 256;
const shortened = (text: string): string => text.slice(0, longestName);

/** What is left of an update that is not stored as it is: where it stood. What it said stays in the delivery's bytes. */
export function withoutValue(update: WebhookUpdate): UnknownUpdate {
  const phoneNumberId = 'phoneNumberId' in update ? update.phoneNumberId : undefined;
  return {
    kind: 'unknown',
    entryId: shortened(update.entryId),
    field: shortened(update.field),
    // A part of an id would be another one.
    phoneNumberId: phoneNumberId !== undefined && phoneNumberId.length <= longestName ? phoneNumberId : undefined,
    reason: 'malformed',
    value: undefined,
  };
}
