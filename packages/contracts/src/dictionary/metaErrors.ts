import { type CodeFamily, codeFamilies, metaErrors, typicalCode } from '@switchboard/meta-codes';
import { type DictionaryEntry, lookUp } from './entry.js';

export interface MetaErrorEntry extends DictionaryEntry {
  /** Whether another try can work, at once or after what `press` asks for. */
  retryHelps: boolean;
}

/** Those of Meta's codes that have words of their own; a code, or `<code>/<subcode>`. */
export interface DescribedCode {
  key: string;
  code: number;
  lastCode?: number;
  subcode?: number;
  entry: MetaErrorEntry;
}
export const describedCodes: readonly DescribedCode[] = metaErrors.flatMap(({ code, lastCode, subcode, words }) =>
  words
    ? [{ key: subcode === undefined ? String(code) : `${code}/${subcode}`, code, lastCode, subcode, entry: words }]
    : [],
);
const byKey = new Map(describedCodes.map((described) => [described.key, described]));
const ranges = describedCodes.filter(({ lastCode }) => lastCode !== undefined);

/** Every code that has words, without its subcodes. The first code of a range stands for all of it. */
export const metaErrorCodes: readonly number[] = describedCodes
  .filter(({ subcode }) => subcode === undefined)
  .map(({ code }) => code);

export const metaErrorSubcodes: readonly string[] = describedCodes
  .filter(({ subcode }) => subcode !== undefined)
  .map(({ key }) => key);

export const findFamily = (code: number): CodeFamily | undefined =>
  Number.isInteger(code) ? codeFamilies.find(({ first, last }) => code >= first && code <= last) : undefined;

/** What has words of its own: the code with its subcode, the code alone, or the range that it is in. */
export function findDescribedCode(code: number, subcode?: number): DescribedCode | undefined {
  const closer = subcode === undefined ? undefined : byKey.get(`${code}/${subcode}`);
  if (closer) return closer;
  const isInRange = ({ code: first, lastCode = first }: DescribedCode) => code >= first && code <= lastCode;
  return byKey.get(String(code)) ?? (Number.isInteger(code) ? ranges.find(isInRange) : undefined);
}

/**
 * What one of Meta's error codes means for the owner of a business.
 *
 * @param code Meta's `error.code`, from a call, a failed message or a webhook.
 * @param subcode Meta's `error.error_subcode`. One that is not known changes nothing: Meta is taking subcodes away.
 * @returns undefined for a code that nobody has words for yet. One that Meta does not describe has its family's entry, with
 *   `turn: 'unknown'`.
 */
export function findMetaErrorEntry(code: number, subcode?: number): MetaErrorEntry | undefined {
  return findDescribedCode(code, subcode)?.entry ?? findFamily(code)?.words;
}

/**
 * {@link findMetaErrorEntry} for a code whose meaning is known: without those of which Meta gives the number only. What Meta
 * says with such a code is better than its entry.
 */
export function findDescribedErrorEntry(code: number, subcode?: number): MetaErrorEntry | undefined {
  const entry = findMetaErrorEntry(code, subcode);
  return entry?.turn === 'unknown' ? undefined : entry;
}

/** For a failure without a code, or with one that nobody knows: the words of the code that is usual for its kind. */
export function findTypicalErrorEntry(kind: string): MetaErrorEntry | undefined {
  const code = lookUp<number>(typicalCode, kind);
  return code === undefined ? undefined : findMetaErrorEntry(code);
}
