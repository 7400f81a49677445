import { expect, it } from 'vitest';
import { keyProblems } from './keyFit.js';

it('a backup of other keys is told by their ids, and by what is known of them', () => {
  const mine = new Map([
    ['k1', 'another print'],
    ['k2', 'print of k2'],
  ]);
  const known = { k0: 'print of k0', k1: 'print of k1', k2: 'print of k2' };
  const sealed = [
    { kid: 'k0', place: 'phoneNumbers.accessToken', count: 2 },
    { kid: 'k0', place: 'phoneNumbers.pin', count: 1 },
    { kid: 'k9', place: 'phoneNumbers.pin', count: 1 },
    { kid: 'k2', place: 'phoneNumbers.pin', count: 5 },
  ];
  expect(keyProblems({ sealed, known, mine })).toEqual([
    '3 texts are sealed under the key k0, which is not in TOKEN_ENCRYPTION_KEYS',
    'one text is sealed under the key k9, which is not in TOKEN_ENCRYPTION_KEYS',
    'the key k1 in TOKEN_ENCRYPTION_KEYS is another one than the database knows by this id',
  ]);
});

it('a key that was never here, and an old one under which nothing is sealed any more, are no problem', () => {
  const mine = new Map([['k2', 'print of k2']]);
  const sealed = [{ kid: 'k2', place: 'phoneNumbers.pin', count: 5 }];
  expect(keyProblems({ sealed, known: { k1: 'print of k1' }, mine })).toEqual([]);
});
