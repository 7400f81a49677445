import { type Judgement, type MetaError, metaErrors } from '@switchboard/meta-codes';

export interface GraphErrorEntry extends Judgement, Pick<MetaError, 'code' | 'lastCode' | 'subcode' | 'says'> {}

/** Meta's error codes as data, one entry a meaning. Codes that Meta does not describe are left out. */
export const graphErrorTable: readonly GraphErrorEntry[] = metaErrors.flatMap(
  ({ judgement, words: _words, ...which }) => (judgement ? [{ ...which, ...judgement }] : []),
);

const covers = (entry: GraphErrorEntry, code: number) => code >= entry.code && code <= (entry.lastCode ?? entry.code);

/**
 * The entry that fits best: by what the message says, then by subcode, then by code alone.
 * `undefined`: a code that is not in the table.
 */
export function findGraphErrorEntry(code: number, subcode?: number, message = ''): GraphErrorEntry | undefined {
  const candidates = graphErrorTable.filter((entry) => covers(entry, code));
  return (
    candidates.find((entry) => entry.says?.test(message)) ??
    candidates.find((entry) => entry.subcode !== undefined && entry.subcode === subcode) ??
    candidates.find((entry) => entry.subcode === undefined && entry.says === undefined)
  );
}
