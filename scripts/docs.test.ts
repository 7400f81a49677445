import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './command.js';
import { capabilityOrder } from './house/rules.js';

const architecture = readFileSync(join(root, 'docs/architecture.md'), 'utf8');

/** Where a path of the map may begin. */
const beginnings = ['', 'apps/api/src/', 'apps/web/', 'apps/meta-sandbox/src/', 'packages/'];
const isThere = (path: string) =>
  beginnings.some((beginning) => existsSync(join(root, beginning, path))) ||
  existsSync(join(root, path.replace(/^contracts\//, 'packages/contracts/src/')));

/** A symbol or a number as a word of its own. */
const toWordPattern = (text: string) => new RegExp(`(?<!\\w)${text.replace(/[.]/g, '\\.')}(?!\\w)`);

describe('the map of the architecture', () => {
  it('names only files that there are', () => {
    const named = [...architecture.matchAll(/(?<![\w/.])(?:[\w-]+\/)+[\w.-]+\.(?:tsx?|json|md)\b/g)].map(
      ([path]) => path,
    );
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((path) => !isThere(path) && !existsSync(join(root, 'docs', path)))).toEqual([]);
  });

  it('gives the capabilities in the order that is checked', () => {
    const [sentence = ''] = /stands above the other:[^.]*/.exec(architecture) ?? [];
    expect([...sentence.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual(capabilityOrder);
  });

  it('answers the questions of whoever is new by what there is', () => {
    const [, table = ''] = /## Where is it decided\?\n([\s\S]*?)\n## /.exec(architecture) ?? [];
    const rows = table.split('\n').flatMap((line) => {
      const [, question = '', file = '', what = ''] = /^\| (.+\?) \| `([^`]+)` \| (.+) \|$/.exec(line) ?? [];
      const [, symbol = ''] = /`([^`]+)`/.exec(what) ?? [];
      return question ? [{ question, file, symbol }] : [];
    });
    expect(rows).toHaveLength(10);
    for (const { question, file, symbol } of rows) {
      const path = beginnings.map((beginning) => join(root, beginning, file)).find(existsSync);
      expect(path, `${question} ${file}`).toBeDefined();
      expect(symbol, question).not.toBe('');
      expect(readFileSync(path ?? '', 'utf8'), `${question} ${symbol}`).toMatch(toWordPattern(symbol));
    }
  });
});

it('the check-lists for changes name only files that there are', () => {
  const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const named = [...page.matchAll(/`((?:apps|packages|scripts|docs|deploy)\/[\w./-]+)`/g)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
