import { dictionary, metaErrorEntry, metaErrorId } from '@switchboard/contracts';
import type { Route } from 'next';

export const CODES_PATH = '/dashboard/help/codes';

const ids: ReadonlySet<string> = new Set(dictionary.map(({ id }) => id));

/** Whether there is an entry of this id to link to. */
export const hasEntry = (id: string): boolean => ids.has(id);

/** The place of an entry, by the dictionary's id of it. */
export const entryHref = (id: string) => `${CODES_PATH}#${id}` as Route;

/** Where it is said what an error code of Meta's means; null for a code that nobody has words for. */
export const codeHref = (code: number, subcode?: number): Route | null =>
  metaErrorEntry(code, subcode) ? entryHref(metaErrorId(code, subcode)) : null;
