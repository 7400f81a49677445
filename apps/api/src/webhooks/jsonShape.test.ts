import { describe, expect, it } from 'vitest';
import { isParsable } from './jsonShape.js';
import { parsable } from './limits.js';

const json = (text: string) => Buffer.from(text);
const nested = (levels: number) => json(`${'['.repeat(levels)}${']'.repeat(levels)}`);
const keys = (count: number) =>
  json(JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, n]))));
const items = (count: number) => json(JSON.stringify(Array(count).fill(0)));

describe('bytes that are parsed', () => {
  it.each([
    ['levels', nested(parsable.depth), nested(parsable.depth + 1)],
    ['keys in one object', keys(parsable.keys), keys(parsable.keys + 1)],
    ['values', items(parsable.values), items(parsable.values + 1)],
  ])('have at most so many %s', (_what, most, over) => {
    expect(isParsable(most)).toBe(true);
    expect(isParsable(over)).toBe(false);
  });

  it('may have anything in their texts', () => {
    const text = JSON.stringify({ text: `${'[{,'.repeat(100_000)}"\\`, other: '\\"[' });
    expect(isParsable(json(text))).toBe(true);
    expect(isParsable(json(`["\\\\",${'['.repeat(70)}`))).toBe(false);
  });

  it('may close more than they open, and need not be JSON', () => {
    for (const text of ['', ']]]}', '"no end', '"\\', ',,,', '{"a":1}']) expect(isParsable(json(text))).toBe(true);
  });

  it('count the keys of each object by itself', () => {
    const one = JSON.stringify(Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`k${n}`, n])));
    expect(isParsable(json(`[${one},${one},${one}]`))).toBe(true);
  });
});
