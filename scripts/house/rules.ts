/**
 * Who may import whom. Pure: from the files and their imports to what is against a rule, each naming both files. A path
 * is judged as it resolves: a rule holds however deep the folder is in which an import is written.
 */
import { findCircles } from './graph.js';
import type { Source } from './sources.js';

/** The API's capabilities, from the top: each may ask those below it. Beneath all of them is `platform`. */
export const capabilityOrder = [
  'reference',
  'deletion',
  'operator',
  'webhooks',
  'monitoring',
  'connectionHistory',
  'keys',
  'connect',
  'disconnect',
  'inbox',
  'numbers',
  'alerts',
  'realtime',
  'accounts',
];

/** Features of the web that are put together from others: pages and frames. All others know no other feature. */
export const composingFeatures = ['home', 'settings', 'shell', 'whatsapp'];
/**
 * Features that serve every other: the socket's events, the status of the connection, the login at Meta, and the buttons
 * that fix a number.
 */
export const servingFeatures = ['realtime', 'status', 'metaLogin', 'fixes'];

export interface Breach {
  from: string;
  to: string;
  why: string;
}

type Imports = Pick<Source, 'path' | 'imports'>;
type Rule = (from: string, to: string) => string | undefined;

const isTest = (path: string) => /\.(test|spec)\.tsx?$/.test(path);
const findPart = (path: string, above: string): string | undefined => {
  if (!path.startsWith(above)) return undefined;
  const [part, ...rest] = path.slice(above.length).split('/');
  return rest.length > 0 ? part : '';
};

/** Of a file of the API: its capability, `platform`, or '' for those that put everything together. */
const findCapability = (path: string) => findPart(path, 'apps/api/src/');
const findFeature = (path: string) => findPart(path, 'apps/web/features/') || undefined;

const order: Rule = (from, to) => {
  const [above, below] = [findCapability(from), findCapability(to)];
  if (!above || below === undefined || above === below || isTest(from)) return undefined;
  if (above === 'platform') return 'platform knows no capability';
  if (below === '') return 'imports run one way: app, then capabilities, then platform';
  if (below === 'platform') return undefined;
  const unknown = [above, below].find((name) => !capabilityOrder.includes(name));
  if (unknown) return `${unknown} has no place in capabilityOrder yet`;
  if (capabilityOrder.indexOf(above) > capabilityOrder.indexOf(below)) return `${above} stands below ${below}`;
  return to.endsWith('.model.ts')
    ? 'a capability asks its neighbour through a service, never through its model'
    : undefined;
};

const featuresApart: Rule = (from, to) => {
  const [mine, other] = [findFeature(from), findFeature(to)];
  if (!mine || !other || mine === other || isTest(from)) return undefined;
  if (composingFeatures.includes(mine) || servingFeatures.includes(other)) return undefined;
  return 'features of the web know nothing of each other: what two need goes to lib or components';
};

const servesFeatures: Rule = (from, to) =>
  /^apps\/web\/(components|lib)\//.test(from) && /^apps\/web\/(features|app)\//.test(to)
    ? 'components and lib serve the features and know none of them'
    : undefined;

/** Meta's codes are data without imports: `graph` decides by them, and `contracts` has their words. */
const isShownAndJudged = (from: string, to: string) =>
  to === '@switchboard/meta-codes' && /^packages\/(graph|contracts)\//.test(from);

const packagesStandAlone: Rule = (from, to) =>
  /^(packages\/[^/]+|apps\/meta-sandbox)\//.test(from) && to.startsWith('@switchboard/') && !isShownAndJudged(from, to)
    ? 'this package imports none of ours'
    : undefined;

const rules = [order, featuresApart, servesFeatures, packagesStandAlone];

/** Every import that is against a rule. */
export function findBreaches(sources: readonly Imports[]): Breach[] {
  return sources.flatMap(({ path: from, imports }) =>
    imports.flatMap((to) => rules.flatMap((rule) => rule(from, to) ?? []).map((why) => ({ from, to, why }))),
  );
}

/** Every circle, as a sentence that names its files. */
export const circleProblems = (sources: readonly Imports[]): string[] =>
  findCircles(sources).map((files) => `These files import each other in a circle: ${files.join(', ')}`);
