import { type Actor, beforeSecondFactor, conditions, policy, type Right } from '../src/accounts/policy.js';
import { type Route, toName } from './routes.js';

const actorWords: Record<Actor, string> = {
  owner: 'owners',
  support: 'support staff',
  operator: 'the operator, by `OPERATOR_TOKEN`',
  monitoring: 'whoever has `METRICS_TOKEN`; everybody where none is set and it is not production',
  meta: 'Meta, by its signature or the verify token',
  link: 'whoever holds the secret of a link or a ticket, once or until it ends',
  anyone: 'everybody',
};

type Grants = Partial<Record<Actor, 'yes' | keyof typeof conditions>>;
const rights = Object.entries(policy) as [Right, Grants][];
const grantWords = (grant: Grants[Actor]): string =>
  grant === undefined ? '–' : grant === 'yes' ? 'may' : conditions[grant];
const listActors = (grants: Grants): Actor[] => (Object.keys(actorWords) as Actor[]).filter((actor) => grants[actor]);

function whoMay(grants: Grants): string {
  if (grants.owner === 'yes' && grants.support === 'yes') return 'members';
  const words = listActors(grants).map((actor) => {
    const grant = grants[actor];
    return grant === 'yes' ? actorWords[actor] : `${actorWords[actor]} ${grantWords(grant)}`;
  });
  return words.join('; ');
}

const row = (...cells: string[]) => `| ${cells.join(' | ')} |`;
const table = (heads: string[], rows: string[]) => [row(...heads), row(...heads.map(() => '---')), ...rows].join('\n');

/** What is let in without a route of Express. */
const besideRoutes = [
  row('`POST /api/webhooks/whatsapp`', '`webhook.deliver`', whoMay(policy['webhook.deliver'])),
  row('a WebSocket, with a ticket', '`realtime.listen`', whoMay(policy['realtime.listen'])),
];

/** `docs/rights.md`: who may what, and by which right each route of the running app is used. */
export function rightsPage(routes: readonly Route[]): string {
  const ofMembers = rights.filter(([, grants]) => grants.owner);
  const ofOthers = rights.filter(([, grants]) => !grants.owner);
  const findGrants = (name: string | null) => rights.find(([right]) => right === name)?.[1] ?? {};
  return `# Who may

Made from the table in \`apps/api/src/accounts/policy.ts\` and the routes of the running app; a test fails where this page is
another one. To write it anew: \`node_modules/.bin/vitest run apps/api/src/accounts/policy.test.ts -u\`. Why it is one table:
[decision 0021](decisions/0021-who-may.md).

## Members
${table(
  ['right', 'owner', 'support'],
  ofMembers.map(([right, { owner, support }]) => {
    const note = beforeSecondFactor.has(right) ? ' (also before a second factor that is asked for is set up)' : '';
    return row(`\`${right}\`${note}`, grantWords(owner), grantWords(support));
  }),
)}

## Everybody else
${table(
  ['right', 'who may'],
  ofOthers.map(([right, grants]) => row(`\`${right}\``, whoMay(grants))),
)}

## Routes
${table(
  ['route', 'right', 'who may'],
  [
    ...routes.map((route) => row(`\`${toName(route)}\``, `\`${route.right}\``, whoMay(findGrants(route.right)))).sort(),
    ...besideRoutes,
  ],
)}
`;
}
