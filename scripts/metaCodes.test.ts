import { describe, expect, it } from 'vitest';
import { codeFamilies, metaErrors } from '../packages/meta-codes/src/index.js';
import { root } from './command.js';
import { readSources, type Source } from './house/sources.js';

/** The sandbox says what Meta says, and tests hold both against Meta's pages: they have the numbers from there. */
const isReadByTheProduct = ({ path }: Source) =>
  /^(apps\/(api\/src|web)|packages)\//.test(path) &&
  !path.startsWith('packages/meta-codes/') &&
  !/\.(test|spec|property)\.|\/(test|e2e|bench)\//.test(path);

/** Shorter ones are numbers of many things. */
const isUnmistakable = (code: number) => code >= 10_000;
const codes = new Set([
  ...metaErrors.flatMap(({ code, subcode = code }) => [code, subcode]).filter(isUnmistakable),
  ...codeFamilies.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, index) => first + index)),
]);

function codesIn(source: Source): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('type' in node && node.type === 'Literal' && 'value' in node && 'start' in node) {
      const { value, start } = node as unknown as { value: unknown; start: number };
      if (typeof value === 'number' && codes.has(value)) found.push(`${source.path}:${source.lineAt(start)}: ${value}`);
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(source.program);
  return found;
}

describe('an error code of Meta’s', () => {
  const sources = readSources(root);

  it('is found where it stands', () => {
    const inSandbox = sources.filter(({ path }) => path.startsWith('apps/meta-sandbox/src/')).flatMap(codesIn);
    expect(inSandbox.length).toBeGreaterThan(20);
  });

  it('stands in packages/meta-codes alone: what is decided by it asks for it by name', () => {
    expect(sources.filter(isReadByTheProduct).flatMap(codesIn)).toEqual([]);
  });
});
