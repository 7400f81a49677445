import { hash, verify } from '@node-rs/argon2';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import * as common from '@zxcvbn-ts/language-common';

// OWASP's first recommendation for Argon2id: 19 MiB, two passes, one lane. The library's default algorithm is Argon2id.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password, cost);

/**
 * Compares a password with a stored hash. Without a hash (no such user) the same work is done on a stand-in, so that
 * the time of the answer does not tell who has an account.
 */
export async function verifyPassword(password: string, passwordHash: string | null): Promise<boolean> {
  standIn ??= hashPassword('nobody has this password');
  const matches = await verify(passwordHash ?? (await standIn), password);
  return matches && passwordHash !== null;
}
let standIn: Promise<string> | undefined;

/** Made when the process starts, so that the first log-in is not slower than the others. */
export async function preparePasswords(): Promise<void> {
  standIn ??= hashPassword('nobody has this password');
  await standIn;
}

const estimator = new ZxcvbnFactory({
  dictionary: { ...common.dictionary },
  graphs: common.adjacencyGraphs,
});

/**
 * Whether a password is among the common ones or built from what an attacker knows.
 *
 * @param about the person's name, e-mail address, business: guessed first.
 */
export function isGuessable(password: string, about: readonly string[]): boolean {
  // The estimate's cost grows with length; beyond this length nothing is guessable by dictionary any more.
  return estimator.check(password.slice(0, 72), [...about, 'switchboard', 'whatsapp']).score < 2;
}
