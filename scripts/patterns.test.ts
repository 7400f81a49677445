import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { checkSync } from 'recheck';
import { describe, expect, it } from 'vitest';
import { parseAst } from 'vitest/node';
import { root } from './command.js';

/**
 * Every pattern in what we ship takes time in proportion to the text it searches: all of them may meet what customers,
 * browsers or Meta wrote. Found by its structure and not by the clock.
 */
const folders = [
  ...[
    'apps/api/src',
    'apps/meta-sandbox/src',
    'packages/contracts/src',
    'packages/graph/src',
    'packages/meta-codes/src',
  ],
  ...['app', 'components', 'features', 'lib'].map((name) => `apps/web/${name}`),
];
/** Texts that only the operator writes, in the environment. */
const ours = new Set([
  'apps/api/src/settingShapes.ts',
  'packages/graph/src/transport.ts',
  'packages/graph/src/dialogUrl.ts',
]);

interface Pattern {
  source: string;
  flags: string;
  file: string;
}

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/\.(test|d)\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

function patternsIn(file: string): Pattern[] {
  const found: Pattern[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('regex' in node && node.regex) {
      const { pattern, flags } = node.regex as { pattern: string; flags: string };
      found.push({ source: pattern, flags, file });
      return;
    }
    for (const child of Object.values(node)) visit(child);
  };
  const text = readFileSync(join(root, file), 'utf8');
  visit(parseAst(text, { lang: extname(file) === '.tsx' ? 'tsx' : 'ts' }));
  return found;
}

const isLinear = ({ source, flags }: Pattern): boolean => checkSync(source, flags).status === 'safe';

describe('a pattern that takes more than its text', () => {
  it.each(['(a+)+$', '[^@]+@', '/+$'])('is noticed: %s', (source) => {
    expect(isLinear({ source, flags: '', file: '' })).toBe(false);
  });
});

describe('every pattern', () => {
  const patterns = folders
    .flatMap(filesIn)
    .filter((file) => !ours.has(file))
    .flatMap(patternsIn);

  it('is found', () => {
    expect(patterns.length).toBeGreaterThan(150);
  });

  it('takes time in proportion to the text', () => {
    const unlike = new Map(patterns.map((pattern) => [`/${pattern.source}/${pattern.flags}`, pattern]));
    const slow = [...unlike].filter(([, pattern]) => !isLinear(pattern));
    expect(slow.map(([text, { file }]) => `${file}: ${text}`)).toEqual([]);
  }, 120_000);
});
