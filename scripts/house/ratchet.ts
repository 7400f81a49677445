/**
 * What is not yet as the rules want it, written down in `known.json`: it may only get less. Pure.
 *
 * What is on the list is let pass as it is. A new entry or a bigger one fails, and so does one that is better than its
 * entry: then the list is to be written anew (`npm run house -- shrink`), so that nothing grows back unseen.
 */
import type { Closure } from './measure.js';
import type { Breach } from './rules.js';

/** From how many lines on no reason is good enough. */
export const LONGEST_WITH_REASON = 220;
export const REASONS_ALLOWED = 5;

export interface Known {
  /** Imports against a rule: `from → to`. */
  imports: string[];
  /** Lines of functions that are too long and have no reason beside them, by `path name`. */
  closures: Record<string, number>;
  /** How many sentences in English are written out in a file of the API. */
  english: Record<string, number>;
}

export const importKey = ({ from, to }: Pick<Breach, 'from' | 'to'>): string => `${from} → ${to}`;
const closureKey = ({ path, name }: Closure) => `${path} ${name}`;
const isExcused = ({ lines, reason }: Closure) => reason !== undefined && lines <= LONGEST_WITH_REASON;

export interface Found {
  breaches: readonly Breach[];
  longClosures: readonly Closure[];
  /** Sentences by file of the API. */
  english: Readonly<Record<string, number>>;
}

/** The list as it would be written now. */
export const toKnown = ({ breaches, longClosures, english }: Found): Known => ({
  imports: [...new Set(breaches.map(importKey))].sort(),
  closures: sorted(longClosures.filter((one) => !isExcused(one)).map((one) => [closureKey(one), one.lines] as const)),
  english: sorted(Object.entries(english).filter(([, count]) => count > 0)),
});

const sorted = (entries: readonly (readonly [string, number])[]) =>
  Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));

/** What fails: each a sentence with the files in it. */
export function listProblems(known: Known, found: Found): string[] {
  const now = toKnown(found);
  const whyOf = new Map(found.breaches.map((breach) => [importKey(breach), breach.why]));
  const reasons = found.longClosures.filter(isExcused).map(closureKey);
  const isTooMany = reasons.length > REASONS_ALLOWED;
  return [
    ...now.imports.filter((key) => !known.imports.includes(key)).map((key) => `${key}: ${whyOf.get(key)}`),
    ...grown(
      known.closures,
      now.closures,
      (key, lines) => `${key} has ${lines} lines: split it, or say above it why not`,
    ),
    ...grown(
      known.english,
      now.english,
      (key, count) => `${key} has ${count} sentences: they belong to packages/contracts`,
    ),
    ...(isTooMany ? [`Over ${REASONS_ALLOWED} functions are long for a reason: ${reasons.join(', ')}`] : []),
    ...outdated(known, now),
  ];
}

const grown = (
  before: Record<string, number>,
  now: Record<string, number>,
  words: (key: string, count: number) => string,
): string[] =>
  Object.entries(now).flatMap(([key, count]) => {
    const allowed = before[key] ?? 0;
    return count > allowed ? [`${words(key, count)}${allowed > 0 ? ` (${allowed} are known)` : ''}`] : [];
  });

function outdated(known: Known, now: Known): string[] {
  const smaller = (before: Record<string, number>, after: Record<string, number>) =>
    Object.keys(before).filter((key) => (after[key] ?? 0) < (before[key] ?? 0));
  const better = [
    ...known.imports.filter((key) => !now.imports.includes(key)),
    ...smaller(known.closures, now.closures),
    ...smaller(known.english, now.english),
  ];
  return better.map((key) => `${key} is better than the list says: run "npm run house -- shrink"`);
}

/** Whether a list may be put in the place of another: no kind of thing on it has become more. Files may have moved. */
export function isNoLonger(before: Known, after: Known): boolean {
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, one) => total + one, 0);
  return (
    after.imports.length <= before.imports.length &&
    Object.keys(after.closures).length <= Object.keys(before.closures).length &&
    sum(after.closures) <= sum(before.closures) &&
    sum(after.english) <= sum(before.english)
  );
}
