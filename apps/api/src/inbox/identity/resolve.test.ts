import { describe, expect, it } from 'vitest';
import type { Fact, Names, Peer } from './facts.js';
import { phoneKey, phoneSpellings } from './phoneKey.js';
import { resolve } from './resolve.js';

let made = 0;
const id = (prefix: string) => {
  made += 1;
  return `${prefix}${String(made).padStart(4, '0')}`;
};
const wrote = (at: number, who: Peer, wamid = id('m')): Fact => ({
  id: wamid,
  at: at * 1000,
  wamid,
  who,
  weight: 'wrote',
});
const changed = (at: number, who: Names, becomes: Names, wamid = id('c')): Fact => ({
  id: wamid,
  at: at * 1000,
  wamid,
  who,
  becomes,
  weight: 'told',
});
const joined = (at: number, who: Names): Fact => ({ ...wrote(at, who), weight: 'joined' });

/** Who said what, by person, in the order of their first words. */
const threads = (facts: Fact[]) => resolve(facts).map((person) => person.facts.map((fact) => fact.id));
const [p, p2] = ['15550190001', '15550190002'];

describe('who is who', () => {
  it('Anna changes her number and Boris gets the old one: two people, and Anna is at the new one', () => {
    for (const at of [[1, 2, 3] as const, [1, 1, 1] as const]) {
      const anna = wrote(at[0], { waId: p, userId: 'US.1' }, 'm1');
      const change = changed(at[1], { waId: p }, { waId: p2, userId: 'US.2' }, 'm2');
      const boris = wrote(at[2], { waId: p, userId: 'US.9' }, 'm3');
      const people = resolve([boris, change, anna]);
      expect(people).toHaveLength(2);
      const [first, second] = people;
      expect(first?.facts.map((fact) => fact.id).sort()).toEqual(['m1', 'm2']);
      expect(first).toMatchObject({ waId: p2, userId: 'US.2' });
      expect(second).toMatchObject({ waId: p, userId: 'US.9' });
    }
  });

  it('our own message to a phone that was left makes nobody, and is for whoever had it last', () => {
    const ours = (at: number, wamid: string): Fact => ({ ...wrote(at, { waId: p }, wamid), weight: 'ours' });
    const facts = [
      wrote(1, { waId: p }, 'a'),
      changed(5, { waId: p }, { waId: p2 }, 'b'),
      ours(6, 'c'),
      wrote(7, { waId: p }, 'd'),
      ours(8, 'e'),
    ];
    expect(threads(facts)).toEqual([
      ['a', 'b', 'c'],
      ['d', 'e'],
    ]);
  });

  it('an old phone that writes again without an id is a stranger', () => {
    const facts = [
      wrote(1, { waId: p, userId: 'US.1' }, 'a'),
      changed(5, { waId: p }, { waId: p2 }, 'b'),
      wrote(6, { waId: p }, 'c'),
      wrote(7, { waId: p2 }, 'd'),
      wrote(8, { waId: p, userId: 'US.9' }, 'e'),
    ];
    expect(threads(facts)).toEqual([
      ['a', 'b', 'd'],
      ['c', 'e'],
    ]);
  });

  it('a phone that two people claim is the later one’s, and goes back with a still later claim', () => {
    const facts = [
      wrote(1, { waId: p, userId: 'US.1' }, 'a'),
      wrote(3, { waId: p, userId: 'US.9' }, 'b'),
      wrote(4, { waId: p }, 'c'),
      wrote(5, { waId: p, userId: 'US.1' }, 'd'),
      wrote(6, { waId: p }, 'e'),
      wrote(2, { waId: p }, 'f'),
    ];
    expect(threads(facts)).toEqual([
      ['a', 'f', 'd', 'e'],
      ['b', 'c'],
    ]);
  });

  it('a chain of three ids, and a circle, are one person; the last one counts', () => {
    const chain = [
      wrote(1, { userId: 'US.1' }, 'a'),
      changed(2, { userId: 'US.1' }, { userId: 'US.2' }, 'z'),
      changed(2, { userId: 'US.2' }, { userId: 'US.3' }, 'b'),
    ];
    expect(threads(chain)).toEqual([['a', 'z', 'b']]);
    expect(resolve(chain)[0]?.userId).toBe('US.3');
    const circle = [...chain, changed(4, { userId: 'US.3' }, { userId: 'US.1' }, 'd')];
    expect(threads(circle)).toHaveLength(1);
    expect(resolve(circle)[0]?.userId).toBe('US.1');
  });

  it('a parent id is a further name, and joins two ids', () => {
    const facts = [
      wrote(1, { userId: 'US.1', parentUserId: 'US.ENT.1' }, 'a'),
      wrote(2, { userId: 'DE.7', parentUserId: 'US.ENT.1' }, 'b'),
    ];
    expect(threads(facts)).toEqual([['a', 'b']]);
  });

  it('a thread known by phone and one known by id are one as soon as one message names both', () => {
    const facts = [
      wrote(1, { waId: p }, 'a'),
      wrote(2, { userId: 'US.1' }, 'b'),
      wrote(3, { waId: p, userId: 'US.1' }, 'c'),
    ];
    expect(threads(facts)).toEqual([['a', 'b', 'c']]);
    expect(threads([...facts.slice(0, 2), joined(9, { waId: p, userId: 'US.1' })])).toHaveLength(1);
  });

  it('somebody’s word takes a phone from nobody', () => {
    const facts = [wrote(1, { waId: p, userId: 'US.1' }, 'a'), joined(5, { waId: p, userId: 'US.9' })];
    expect(resolve(facts)[0]?.addresses.map(({ address }) => address)).toContain(`w:${p}`);
  });

  it('the old number alone is named: whoever wrote from it before is the one who changed', () => {
    const facts = [
      wrote(1, { waId: p, userId: 'US.1' }, 'a'),
      wrote(2, { waId: p2, userId: 'US.2' }, 'b'),
      changed(3, { waId: p }, { waId: p2, userId: 'US.2' }, 'c'),
    ];
    expect(threads(facts)).toEqual([['a', 'b', 'c']]);
  });
});

describe('two ways of writing one phone', () => {
  it.each([
    ['5511912345678', '551112345678', false],
    ['5511987654321', '551187654321', true],
    ['551133334444', '5511933334444', false],
    ['5215512345678', '525512345678', true],
    ['5491123456789', '541123456789', true],
    ['54111523456789', '541123456789', true],
    ['22507081234', '2250707081234', true],
    ['22507081234', '2250107081234', false],
    ['22547081234', '2250747081234', true],
    ['15550190001', '1555019001', false],
  ])('%s and %s: %s', (one, other, isSame) => {
    expect(phoneKey(one) === phoneKey(other)).toBe(isSame);
    if (isSame) expect(phoneSpellings(one)).toContain(phoneKey(other));
    expect(phoneSpellings(phoneKey(other))).toContain(phoneKey(other));
  });
});
