import type { SealedCount } from './keyCensus.js';
import { strangeKeys } from './sealingKey.js';

export interface KeyFitFacts {
  sealed: readonly SealedCount[];
  /** What the database knows of each key that was ever here, by its id. */
  known: Readonly<Record<string, string>> | undefined;
  /** The prints of the keys in the setting. */
  mine: ReadonlyMap<string, string>;
}

/** Why the keys of a setting do not open what is sealed in a database, a clause each. Pure. */
export function keyProblems({ sealed, known, mine }: KeyFitFacts): string[] {
  const missing = new Map<string, number>();
  for (const { kid, count } of sealed) if (!mine.has(kid)) missing.set(kid, (missing.get(kid) ?? 0) + count);
  return [
    ...[...missing].map(([kid, count]) =>
      count === 1
        ? `one text is sealed under the key ${kid}, which is not in TOKEN_ENCRYPTION_KEYS`
        : `${count} texts are sealed under the key ${kid}, which is not in TOKEN_ENCRYPTION_KEYS`,
    ),
    ...strangeKeys(mine, known).map(
      (kid) => `the key ${kid} in TOKEN_ENCRYPTION_KEYS is another one than the database knows by this id`,
    ),
  ];
}
