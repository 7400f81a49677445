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

/**
 * Half a surrogate pair, which JSON can write and UTF-8 cannot, becomes U+FFFD here: a database does the same, and two ids
 * that differ in such halves would be two here and one there.
 */
export const asText = (value: unknown): string | undefined =>
  typeof value === 'string' ? value.toWellFormed() : undefined;

export const asFilledText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.toWellFormed() : undefined;

const longestId = 1024;
/** Ids are texts. Older payloads have some as numbers, which are exact up to 2^53. What is endless is none. */
export function asId(value: unknown): string | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? String(value) : undefined;
  const text = asFilledText(value);
  return text !== undefined && text.length <= longestId ? text : undefined;
}

const decimal = /^-?\d{1,15}(\.\d{1,15})?$/;
export function asNumber(value: unknown): number | undefined {
  if (typeof value === 'string') return decimal.test(value) ? Number(value) : undefined;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export const asFlag = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);

const plainDigits = /^\d{1,20}$/;
/** A plus, then digits with spaces, dashes, brackets and invisible marks between them, which is how people write them. */
const writtenPhone = /^[\s\p{Cf}]*(?:[+(][\s\p{Cf}(]*)?\d[\d\s\p{Cf}\p{Pd}()]*$/u;
const longestWritten = 64;
/**
 * A phone number as digits only, however it was written. A business-scoped id (`US.2084…`), a number with a sign, a
 * fraction or an exponent, and whatever else has letters or dots is none: its digits would be somebody else's number.
 */
export function asDigits(value: unknown): string | undefined {
  const text = asId(value);
  if (text === undefined || plainDigits.test(text)) return text;
  if (text.length > longestWritten || !writtenPhone.test(text)) return undefined;
  const digits = text.replace(/\D/g, '');
  return plainDigits.test(digits) ? digits : undefined;
}

/** 2100-01-01. A later time would stand in front of everything for ever. */
const firstSecondTooLate = 4_102_444_800;
/**
 * Unix seconds, as digits or as a number. Meta counts whole seconds everywhere; a fraction is left out, and what can only
 * be milliseconds is read as such.
 */
export function asMoment(value: unknown): Date | undefined {
  const given = asNumber(value);
  if (given === undefined || given < 0) return undefined;
  const seconds = Math.floor(given < firstSecondTooLate ? given : given / 1000);
  return seconds < firstSecondTooLate ? new Date(seconds * 1000) : undefined;
}
