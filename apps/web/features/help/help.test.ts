import { dictionary, dictionaryKinds, turns } from '@switchboard/contracts';
import { describe, expect, it } from 'vitest';
import { codeHref, entryHref, hasEntry } from '@/lib/codesPath';
import { kindWords, turnWords } from './codeWords';
import { everything, findEntries } from './findEntries';

const listIds = (choice: Partial<typeof everything>) =>
  findEntries(dictionary, { ...everything, ...choice }).map(({ id }) => id);

describe('finding in the dictionary', () => {
  it('shows everything to begin with', () => {
    expect(listIds({})).toEqual(dictionary.map(({ id }) => id));
    expect(listIds({ search: '   ' })).toHaveLength(dictionary.length);
  });

  it.each([
    ['131047', '131047'],
    ['230', '200'],
    ['131202', '131202'],
    ['131203', '131201-131215'],
    ['190/460', '190-460'],
    ['partner_removed', 'account_update-PARTNER_REMOVED'],
    ['24 hours template', '131047'],
    ["facebook's password", undefined],
    ['PASSWORD changed', '190-460'],
    ['customer’s last', '131047'],
    ["customer's last", '131047'],
  ])('by “%s” shows %s first', (search, id) => {
    expect(listIds({ search })[0]).toBe(id);
  });

  it('goes by kind and by whose turn it is, together with words', () => {
    for (const kind of dictionaryKinds) {
      for (const turn of turns) {
        const found = findEntries(dictionary, { search: '', kind, turn });
        expect(found.every((item) => item.kind === kind && item.entry.turn === turn)).toBe(true);
      }
    }
    expect(listIds({ search: '131047', turn: 'operator' })).toEqual([]);
    expect(listIds({ search: '104', kind: 'error', turn: 'operator' })[0]).toBe('104');
  });

  it('finds nothing for what is not there', () => {
    expect(listIds({ search: '987654' })).toEqual([]);
    expect(listIds({ search: '300' })).not.toContain('200');
    expect(listIds({ search: '.*' })).toEqual([]);
  });
});

describe('the link of a code', () => {
  it.each([
    [131047, undefined, '/dashboard/help/codes#131047'],
    [190, 458, '/dashboard/help/codes#190-458'],
    [190, 424242, '/dashboard/help/codes#190'],
    [230, undefined, '/dashboard/help/codes#200'],
    [138008, undefined, '/dashboard/help/codes#138000-138025'],
    [987654, undefined, null],
  ])('%s/%s leads to %s', (code, subcode, href) => {
    expect(codeHref(code, subcode)).toBe(href);
  });

  it('leads to an entry', () => {
    expect(dictionary.every(({ id }) => hasEntry(id))).toBe(true);
    expect(hasEntry('nothing')).toBe(false);
    expect(entryHref('PERMISSIONS')).toBe('/dashboard/help/codes#PERMISSIONS');
  });
});

it('there are words for every part and for everybody whose turn it can be', () => {
  for (const kind of dictionaryKinds) expect(kindWords[kind].name).toMatch(/\S/);
  for (const turn of turns) expect(turnWords[turn].means).toMatch(/turn$/);
});
