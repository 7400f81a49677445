import type * as argon2 from '@node-rs/argon2';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { isGuessable } from './guessability.js';
import { hashPassword, needsRehash, verifyPassword } from './password.js';

const readCost = (hash: unknown) => /^\$argon2id\$v=\d+\$[^$]+\$/.exec(String(hash))?.[0];

describe('a hash that is kept', () => {
  it('is made anew when it cost less than hashes do now, or is of another kind', async () => {
    expect(needsRehash(await hashPassword('violet-tugboat'))).toBe(false);
    const salted = '$c2FsdHNhbHQ$aGFzaGhhc2g';
    for (const weaker of ['m=19455,t=2,p=1', 'm=19456,t=1,p=1', 'm=4096,t=3,p=1']) {
      expect(needsRehash(`$argon2id$v=19$${weaker}${salted}`), weaker).toBe(true);
    }
    for (const other of ['$argon2i$v=19$m=19456,t=2,p=1', '$argon2id$v=16$m=19456,t=2,p=1', '$2b$12', '']) {
      expect(needsRehash(`${other}${salted}`), other).toBe(true);
    }
    expect(needsRehash(`$argon2id$v=19$m=47104,t=3,p=1${salted}`)).toBe(false);
  });
});

describe('comparing a password', () => {
  it('knows the right one from every other one', async () => {
    const hash = await hashPassword('violet-tugboat');
    expect(await verifyPassword('violet-tugboat', hash)).toBe(true);
    for (const other of ['', 'violet-tugboa', 'violet-tugboat ', 'Violet-tugboat']) {
      expect(await verifyPassword(other, hash)).toBe(false);
    }
  });

  describe('when there is nobody', () => {
    afterEach(() => {
      vi.doUnmock('@node-rs/argon2');
      vi.resetModules();
    });

    /** The functions anew, with Argon2's calls written down: what takes time is whether it is asked, and with which cost. */
    async function watched() {
      const asked: string[] = [];
      vi.resetModules();
      vi.doMock('@node-rs/argon2', async (original) => {
        const real = await original<typeof argon2>();
        const verify: typeof real.verify = (stored, ...rest) => {
          asked.push(String(stored));
          return real.verify(stored, ...rest);
        };
        return { ...real, verify };
      });
      return { asked, ...(await import('./password.js')) };
    }

    it('does the same work, and never lets anybody in', async () => {
      const { asked, ...passwords } = await watched();
      const hash = await passwords.hashPassword('violet-tugboat');
      await passwords.verifyPassword('a guess', hash);
      expect(await passwords.verifyPassword('a guess', null)).toBe(false);
      // Not even by the password of the stand-in.
      expect(await passwords.verifyPassword('nobody has this password', null)).toBe(false);
      expect(asked).toHaveLength(3);
      expect(new Set(asked.map(readCost))).toEqual(new Set([readCost(hash)]));
    });
  });

  it('never keeps the same password as the same text', async () => {
    expect(await hashPassword('violet-tugboat')).not.toBe(await hashPassword('violet-tugboat'));
  });
});

describe('a password', () => {
  it.each(['password', 'password1234', 'qwertyuiop', '1234567890', 'iloveyou12', 'aaaaaaaaaaaaaaaa', 'whatsapp2024'])(
    'that a dictionary attack finds is guessable: %s',
    async (password) => {
      expect(await isGuessable(password, [])).toBe(true);
    },
  );

  it('made of what is known about the person is guessable', async () => {
    expect(await isGuessable('olive owner', ['Olive Owner', 'olive@example.test'])).toBe(true);
    expect(await isGuessable('acmeflowers', ['Acme Flowers', 'acmeflowers'])).toBe(true);
  });

  it.each(['violet-tugboat-ninety-lanterns', 'Tr7#qLm2!xVb', 'жираф-на-крыше-в-полночь'])(
    'that is neither is welcome: %s',
    async (password) => {
      expect(await isGuessable(password, ['Olive Owner'])).toBe(false);
    },
  );

  it('is judged beside everything else that goes on, however long it takes', async () => {
    let turns = 0;
    let judging = true;
    const turning = (async () => {
      while (judging) {
        await new Promise((resolve) => setImmediate(resolve));
        turns += 1;
      }
    })();
    // Made to be looked up in every way: words, keys, repeats, dates, each written in several ways.
    const long = 'p4ssw0rd19871987qwertyqwertyaaaabbbb0ct0berS3ptember12345678987654321@bcd';
    await Promise.all(Array.from({ length: 3 }, () => isGuessable(long, Array(50).fill(long.repeat(100)))));
    judging = false;
    await turning;
    expect(turns).toBeGreaterThan(100);
  });
});
