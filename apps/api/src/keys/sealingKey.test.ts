import { describe, expect, it } from 'vitest';
import { nextSealingKey, strangeKeys } from './sealingKey.js';

const says = (front: string | null, _id = `process of ${front}`) => ({ _id, front });

describe('the key that seals', () => {
  it.each<[string, Parameters<typeof nextSealingKey>, string | null]>([
    ['stays while one has the older one in front', ['k1', [says('k1'), says('k2')], []], 'k1'],
    ['is the new one when all have it in front', ['k1', [says('k2', 'a'), says('k2', 'b')], ['a', 'b']], 'k2'],
    ['stays while nothing is known of a process', ['k1', [says('k2', 'a')], ['a', 'b']], 'k1'],
    ['stays while one has another key under that id', ['k1', [says('k2'), says(null)], []], 'k1'],
    ['stays where no process has said anything', ['k1', [], []], 'k1'],
    ['is the one that all have in front where nothing was sealed yet', [null, [says('k1')], []], 'k1'],
    ['is not decided by those who disagree', [null, [says('k1'), says('k2')], []], null],
    ['goes back when all do', ['k2', [says('k1', 'a'), says('k1', 'b')], ['b']], 'k1'],
  ])('%s', (_what, asked, kid) => {
    expect(nextSealingKey(...asked)).toBe(kid);
  });
});

it('a key is strange where another one is known by its id, and not where none is', () => {
  const mine = new Map([
    ['k1', 'print of k1'],
    ['k2', 'print of k2'],
    ['__proto__', 'print'],
  ]);
  expect(strangeKeys(mine, { k1: 'print of k1', k2: 'another print' })).toEqual(['k2']);
  expect(strangeKeys(mine)).toEqual([]);
});
