import { dictionary, findMetaErrorEntry, toMetaErrorId } from '@switchboard/contracts';
import type { Route } from 'next';

export const CODES_PATH = '/dashboard/help/codes';

const ids: ReadonlySet<string> = new Set(dictionary.map(({ id }) => id));

export const hasEntry = (id: string): boolean => ids.has(id);

export const entryHref = (id: string) => `${CODES_PATH}#${id}` as Route;

export const codeHref = (code: number, subcode?: number): Route | null =>
  findMetaErrorEntry(code, subcode) ? entryHref(toMetaErrorId(code, subcode)) : null;
