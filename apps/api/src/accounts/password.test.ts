import * as argon2 from '@node-rs/argon2';
import { describe, expect, it, vi } from 'vitest';
import { hashPassword, isGuessable, verifyPassword } from './password.js';

// The real functions, with their calls written down: what takes time is whether Argon2 is asked, and with which cost.
vi.mock('@node-rs/argon2', async (original) => {
  const real = await original<typeof argon2>();
  return { ...real, verify: vi.fn(real.verify) };
});

const asked = vi.mocked(argon2.verify);
const costOf = (hash: unknown) => /^\$argon2id\$v=\d+\$[^$]+\$/.exec(String(hash))?.[0];

describe('comparing a password', () => {
  it('knows the right one from every other one', async () => {
    const hash = await hashPassword('violet-tugboat');
    expect(await verifyPassword('violet-tugboat', hash)).toBe(true);
    for (const other of ['', 'violet-tugboa', 'violet-tugboat ', 'Violet-tugboat']) {
      expect(await verifyPassword(other, hash)).toBe(false);
    }
  });

  it('does the same work when there is nobody with that address, and never lets anybody in', async () => {
    const hash = await hashPassword('violet-tugboat');
    asked.mockClear();
    await verifyPassword('a guess', hash);
    expect(await verifyPassword('a guess', null)).toBe(false);
    // Not even by the password of the stand-in.
    expect(await verifyPassword('nobody has this password', null)).toBe(false);
    expect(asked).toHaveBeenCalledTimes(3);
    expect(new Set(asked.mock.calls.map(([stored]) => costOf(stored)))).toEqual(new Set([costOf(hash)]));
  });

  it('never keeps the same password as the same text', async () => {
    expect(await hashPassword('violet-tugboat')).not.toBe(await hashPassword('violet-tugboat'));
  });
});

describe('a password', () => {
  it.each(['password', 'password1234', 'qwertyuiop', '1234567890', 'iloveyou12', 'aaaaaaaaaaaaaaaa', 'whatsapp2024'])(
    'that a dictionary attack finds is guessable: %s',
    (password) => {
      expect(isGuessable(password, [])).toBe(true);
    },
  );

  it('made of what is known about the person is guessable', () => {
    expect(isGuessable('olive owner', ['Olive Owner', 'olive@example.test'])).toBe(true);
    expect(isGuessable('acmeflowers', ['Acme Flowers', 'acmeflowers'])).toBe(true);
  });

  it.each(['violet-tugboat-ninety-lanterns', 'Tr7#qLm2!xVb', 'жираф-на-крыше-в-полночь'])(
    'that is neither is welcome: %s',
    (password) => {
      expect(isGuessable(password, ['Olive Owner'])).toBe(false);
    },
  );
});
