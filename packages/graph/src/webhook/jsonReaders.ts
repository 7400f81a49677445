/**
 * Small readers for parsed JSON whose form nobody promised. They take anything, never throw, and answer `undefined` for
 * what is not there or is something else. Only keys that are written in our code are looked up, so a key of the
 * sender's (`__proto__`, `constructor`) reaches nothing; what is found there by inheritance is a function and so no text,
 * number, list or object.
 */
export type JsonObject = Record<string, unknown>;

export const asObject = (value: unknown): JsonObject | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;

export const asList = (value: unknown): unknown[] | undefined => (Array.isArray(value) ? value : undefined);

export const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A text that is not empty. */
export const asFilledText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** Ids are texts. Older payloads have some as numbers, which are exact up to 2^53. */
export function asId(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? String(value) : undefined;
  return asFilledText(value);
}

const decimal = /^-?\d{1,15}(\.\d{1,15})?$/;
/** A finite number, also when it was written as a text. */
export function asNumber(value: unknown): number | undefined {
  if (typeof value === 'string') return decimal.test(value) ? Number(value) : undefined;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export const asFlag = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);

/** A phone number as digits only, however it was written. */
export const asDigits = (value: unknown): string | undefined => asId(value)?.replace(/\D/g, '') || undefined;

/** The upper end of `Date`. */
const lastSecond = 8.64e12;
/** Unix seconds, whole, as digits or as a number. */
export function asMoment(value: unknown): Date | undefined {
  const seconds = asNumber(value);
  if (seconds === undefined || !Number.isInteger(seconds) || seconds < 0 || seconds > lastSecond) return undefined;
  return new Date(seconds * 1000);
}
