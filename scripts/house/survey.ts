/** The whole repository, or another tree of the same shape, read once: what is counted, and what is against a rule. */
import { findCircles } from './graph.js';
import { type Measures, measure } from './measure.js';
import { type Known, toKnown } from './ratchet.js';
import { circleProblems, findBreaches } from './rules.js';
import { isProduct, readSources, type Source } from './sources.js';

/** A file is long from here on. */
const LONG_FILE = 250;

export interface Survey {
  sources: Source[];
  /** By path: what is shipped, without tests. */
  measures: Map<string, Measures>;
}

export function survey(root: string): Survey {
  const sources = readSources(root);
  const product = sources.filter(({ path }) => isProduct(path));
  return { sources, measures: new Map(product.map((source) => [source.path, measure(source)])) };
}

/** What the list of known offenders is held against. */
export function found({ sources, measures }: Survey) {
  const inApi = [...measures].filter(([path]) => path.startsWith('apps/api/'));
  return {
    breaches: findBreaches(sources),
    longClosures: [...measures.values()].flatMap(({ longClosures }) => longClosures),
    english: Object.fromEntries(inApi.map(([path, { sentences }]) => [path, sentences.length])),
  };
}

/** Circles are on no list: there are none. */
export const circles = ({ sources }: Survey): string[] => circleProblems(sources);

export const knownNow = (of: Survey): Known => toKnown(found(of));

/** What `npm run house` prints, by name. */
export function figures(of: Survey): Record<string, number> {
  const all = [...of.measures.values()];
  const count = (pick: (one: Measures) => number) => all.reduce((sum, one) => sum + pick(one), 0);
  const lines = count((one) => one.lines);
  return {
    lines,
    'comments, % of lines': Math.round((1000 * count((one) => one.commentLines)) / lines) / 10,
    [`files over ${LONG_FILE} lines`]: all.filter((one) => one.lines > LONG_FILE).length,
    'functions over 150 lines': count((one) => one.longClosures.length),
    '…Deps with 8 fields or more': count((one) => one.wideDeps.length),
    'callbacks in …Deps': count((one) => one.callbacks.length),
    'circles, with types': findCircles(of.sources).length,
    'imports against a rule': findBreaches(of.sources).length,
    'role checks outside of the policy': count((one) => one.roleChecks.length),
    'English sentences in the API': Object.values(found(of).english).reduce((sum, one) => sum + one, 0),
  };
}
