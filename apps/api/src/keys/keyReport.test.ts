import { describe, expect, it } from 'vitest';
import { reportKeys } from './keyReport.js';

const holder = (_id: string, kids: string[], front: string | null = kids[0] ?? null) => ({
  ...{ _id, kids, front },
  aliveUntil: new Date(),
});

it('a rotation under way: what each key seals, who can open with it, and what it waits for', () => {
  const lines = reportKeys({
    sealing: 'k1',
    sealed: [
      { kid: 'k1', place: 'phoneNumbers.accessToken', count: 10 },
      { kid: 'k1', place: 'secondFactors.totp.secret', count: 2 },
      { kid: 'k9', place: 'phoneNumbers.pin', count: 1 },
    ],
    holders: [holder('a', ['k2', 'k1']), holder('b', ['k1', 'k2', 'k0']), holder('c', ['k1'], null)],
    mine: ['k2', 'k1', 'k0'],
    former: ['k0'],
    running: ['a', 'c'],
  });
  expect(lines).toEqual([
    'k1: seals; 12 sealed texts (phoneNumbers.accessToken 10, secondFactors.totp.secret 2); 3 of 3 running processes can open with it; in this TOKEN_ENCRYPTION_KEYS',
    'k2: does not seal; 0 sealed texts; 2 of 3 running processes can open with it; in this TOKEN_ENCRYPTION_KEYS',
    'k0: does not seal; 0 sealed texts; 1 of 3 running processes can open with it; in this TOKEN_ENCRYPTION_KEYS',
    'k9: does not seal; 1 sealed text (phoneNumbers.pin 1); 0 of 3 running processes can open with it; not in this TOKEN_ENCRYPTION_KEYS',
    'k2 seals once it is in front in all processes: it is in 1 of 3',
    'nothing is sealed under k0: an older key may be taken away, once no backup is needed that was made before',
    '1 of 3 processes: the key in front is another one than the others know by its id',
  ]);
});

describe('what a rotation waits for', () => {
  const rotating = { sealing: 'k1', former: [], sealed: [], mine: ['k2', 'k1'] };

  it('is also a process that does not say which keys it has', () => {
    const holders = [holder('a', ['k2', 'k1']), holder('b', ['k2', 'k1'])];
    const lines = reportKeys({ ...rotating, holders, running: ['a', 'b', 'of before'] });
    expect(lines.slice(-2)).toEqual([
      'k2 seals once it is in front in all processes: it is in 2 of 3',
      '1 running process does not say which keys it has: it is of an earlier version, or ended a moment ago. Until it is gone no other key begins to seal',
    ]);
    expect(reportKeys({ ...rotating, holders, running: ['a', 'b'] }).at(-1)).toContain('it is in 2 of 2');
  });

  it('is never that a new key is taken away: behind everywhere it has sealed nothing yet', () => {
    const holders = [holder('a', ['k1', 'k2'])];
    const lines = reportKeys({ ...rotating, holders, running: ['a'] });
    expect(lines.filter((line) => line.includes('taken away'))).toEqual([]);
    const moved = { ...rotating, sealing: 'k2', former: ['k1'], holders: [holder('a', ['k2', 'k1'])] };
    const after = reportKeys({ ...moved, running: ['a'] });
    expect(after.filter((line) => line.includes('taken away'))).toEqual([expect.stringContaining('under k1')]);
  });
});
