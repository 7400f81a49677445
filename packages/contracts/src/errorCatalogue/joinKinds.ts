import type { CatalogueEntries, CatalogueEntry } from './entry.js';

type CodeOf<Kinds, Kind extends keyof Kinds = keyof Kinds> = {
  [One in Kind]: Extract<keyof Kinds[One], string>;
}[Kind];

/** The kinds, where nothing fits a code that another of them has as well. */
type Apart<Kinds> = {
  [Kind in keyof Kinds]: {
    [Code in keyof Kinds[Kind]]: Code extends CodeOf<Kinds, Exclude<keyof Kinds, Kind>> ? never : CatalogueEntry;
  };
};

/** @returns the entries of all kinds. A code that two of them have does not compile. */
export function joinKinds<Kinds extends Readonly<Record<string, CatalogueEntries>>>(
  kinds: Kinds & Apart<Kinds>,
): Record<CodeOf<Kinds>, CatalogueEntry> {
  return Object.assign({}, ...Object.values(kinds));
}
