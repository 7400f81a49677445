import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isNoLonger, type Known, listProblems, toKnown } from './ratchet.js';
import { circles, figures, found, survey } from './survey.js';

const folders = new Set<string>();
afterEach(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
  folders.clear();
});

/** A repository of these files. */
function makeTree(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'house-test-'));
  folders.add(root);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}
const nothingKnown: Known = { imports: [], closures: {}, english: {} };
const problems = (files: Record<string, string>, known = nothingKnown) => {
  const now = survey(makeTree(files));
  return [...circles(now), ...listProblems(known, found(now))];
};
const makeFunction = (lines: number) => `export function long() {\n${'  void 0;\n'.repeat(lines - 2)}}\n`;
const api = 'apps/api/src';

describe('imports', () => {
  it('are against the rules in a circle, although only types go round', () => {
    const files = {
      [`${api}/numbers/deep/one.ts`]: "import type { Two } from '../two.js';\nexport type One = Two;\n",
      [`${api}/numbers/two.ts`]: "export type Two = import('./deep/one.js').One;\n",
    };
    expect(problems(files)).toEqual([
      `These files import each other in a circle: ${api}/numbers/deep/one.ts, ${api}/numbers/two.ts`,
    ]);
  });

  it('may go down to a capability, and not up to one', () => {
    const files = {
      [`${api}/connect/run.ts`]: "import { answer } from '../numbers/doctor/answer.js';\nexport const run = answer;\n",
      [`${api}/numbers/doctor/answer.ts`]: 'export const answer = 1;\n',
    };
    expect(problems(files)).toEqual([]);
    const upwards = {
      [`${api}/numbers/doctor/answer.ts`]:
        "import type { Run } from '../../connect/hosted/run.js';\nexport type A = Run;\n",
      [`${api}/connect/hosted/run.ts`]: 'export type Run = 1;\n',
    };
    expect(problems(upwards)).toEqual([
      `${api}/numbers/doctor/answer.ts → ${api}/connect/hosted/run.ts: numbers stands below connect`,
    ]);
  });

  it('never open a neighbour’s model, the configuration, or a capability from the platform', () => {
    const files = {
      [`${api}/connect/hosted/run.ts`]: "import '../../numbers/number.model.js';\nimport '../../config.js';\n",
      [`${api}/numbers/number.model.ts`]: "export * from '../config.js';\n",
      [`${api}/platform/deep/clock.ts`]: "import '../../numbers/number.model.js';\n",
      [`${api}/config.ts`]: '',
    };
    expect(problems(files)).toEqual([
      expect.stringContaining(`${api}/connect/hosted/run.ts → ${api}/config.ts: `),
      expect.stringContaining(`${api}/connect/hosted/run.ts → ${api}/numbers/number.model.ts: `),
      expect.stringContaining(`${api}/numbers/number.model.ts → ${api}/config.ts: `),
      expect.stringContaining(`${api}/platform/deep/clock.ts → ${api}/numbers/number.model.ts: `),
    ]);
  });

  it('say so when a new capability has no place in the order', () => {
    const files = {
      [`${api}/calendar/rotate.ts`]: "import '../numbers/vault.js';\n",
      [`${api}/numbers/vault.ts`]: 'export const vault = 1;\n',
    };
    expect(problems(files)).toEqual([expect.stringContaining('calendar has no place in capabilityOrder yet')]);
  });

  it('keep the features of the web apart, however they are written', () => {
    const web = 'apps/web/features';
    const files = {
      [`${web}/connect/Button.tsx`]: 'export const Button = () => <i />;\n',
      [`${web}/home/Home.tsx`]: "export { Button } from '@/features/connect/Button';\n",
      [`${web}/inbox/deep/Bar.tsx`]: "export const load = () => import('../../connect/Button');\n",
      'apps/web/lib/time.ts': "import '@/features/connect/Button';\n",
    };
    expect(problems(files)).toEqual([
      expect.stringContaining(`${web}/inbox/deep/Bar.tsx → ${web}/connect/Button.tsx: `),
      expect.stringContaining(`apps/web/lib/time.ts → ${web}/connect/Button.tsx: `),
    ]);
  });

  it('of a package or the sandbox name no other package of ours', () => {
    const files = { 'packages/graph/src/client.ts': "import '@switchboard/contracts';\n" };
    expect(problems(files)).toEqual([expect.stringContaining('packages/graph/src/client.ts → @switchboard/contracts')]);
    const codes = "import '@switchboard/meta-codes';\n";
    expect(problems({ 'packages/graph/src/a.ts': codes, 'packages/contracts/src/b.ts': codes })).toEqual([]);
    expect(problems({ 'apps/meta-sandbox/src/a.ts': codes, 'packages/dev-mongo/src/b.ts': codes })).toHaveLength(2);
  });
});

describe('a function over 150 lines', () => {
  const path = `${api}/numbers/long.ts`;

  it('needs a reason beside it, and none is good for more than 220', () => {
    const why = '/** Long because: one table of everything that Meta may say, read from the top. */\n';
    expect(problems({ [path]: makeFunction(150) })).toEqual([]);
    expect(problems({ [path]: makeFunction(151) })).toEqual([expect.stringContaining(`${path} long has 151 lines`)]);
    expect(problems({ [path]: why + makeFunction(220) })).toEqual([]);
    expect(problems({ [path]: why + makeFunction(221) })).toEqual([expect.stringContaining('has 221 lines')]);
    const six = Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`${api}/numbers/${n}.ts`, why + makeFunction(160)]));
    expect(problems(six)).toEqual([expect.stringContaining('Over 5 functions are long for a reason')]);
  });

  it('that is known may not grow, and is taken off the list when it shrinks', () => {
    const known = { ...nothingKnown, closures: { [`${path} long`]: 200 } };
    expect(problems({ [path]: makeFunction(200) }, known)).toEqual([]);
    expect(problems({ [path]: makeFunction(201) }, known)).toEqual([expect.stringContaining('(200 are known)')]);
    expect(problems({ [path]: makeFunction(199) }, known)).toEqual([expect.stringContaining('house -- shrink')]);
    expect(problems({ [path]: makeFunction(100) }, known)).toEqual([expect.stringContaining('house -- shrink')]);
  });
});

describe('English in the API', () => {
  it('is counted in sentences, of which there may not be more', () => {
    const path = `${api}/numbers/words.ts`;
    const text = [
      "export const words = ['It is gone for good now.', 'not_a_sentence', 'Two words.'];",
      `export const named = (name: string) => \`Meta refuses \${name} from now on.\`;`,
      "export const fail = () => { throw new Error('The database has no such number.'); };",
    ].join('\n');
    expect(problems({ [path]: text })).toEqual([expect.stringContaining(`${path} has 2 sentences`)]);
    expect(problems({ [path]: text }, { ...nothingKnown, english: { [path]: 2 } })).toEqual([]);
    expect(problems({ 'apps/web/features/help/words.ts': text })).toEqual([]);
  });
});

describe('the list of what is known', () => {
  it('may name another file, and may not become longer', () => {
    const before: Known = { imports: ['a → b'], closures: { 'a f': 200 }, english: { a: 3, b: 1 } };
    expect(isNoLonger(before, { ...before, english: { c: 4 } })).toBe(true);
    expect(isNoLonger(before, { ...before, closures: { 'a f': 201 } })).toBe(false);
    expect(isNoLonger(before, { ...before, closures: { 'a f': 99, 'a g': 99 } })).toBe(false);
    expect(isNoLonger(before, { ...before, imports: ['a → b', 'b → c'] })).toBe(false);
    expect(isNoLonger(before, { ...before, english: { a: 5 } })).toBe(false);
  });

  it('is what is found, where nothing was known', () => {
    const now = found(survey(makeTree({ [`${api}/numbers/long.ts`]: makeFunction(170) })));
    expect(toKnown(now)).toEqual({ ...nothingKnown, closures: { [`${api}/numbers/long.ts long`]: 170 } });
  });
});

it('figures say how a tree is to read', () => {
  const fields = ['graph', 'clock', 'vault', 'mail', 'jobs', 'log'].map((name) => `  ${name}: string;\n`).join('');
  const tree = makeTree({
    [`${api}/connect/run.ts`]: `// Why it runs.\nexport interface RunDeps {\n${fields}  onEnded: () => void;\n  tellAll(id: string): Promise<void>;\n}\nexport const may = (person: { role: string }) => person.role !== 'owner';\n`,
    [`${api}/connect/run.test.ts`]: makeFunction(400),
  });
  expect(figures(survey(tree))).toMatchObject({
    lines: 12,
    'comments, % of lines': 8.3,
    'files over 250 lines': 0,
    '…Deps with 8 fields or more': 1,
    'callbacks in …Deps': 2,
    'role checks outside of the policy': 1,
  });
});
