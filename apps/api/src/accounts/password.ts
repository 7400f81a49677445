import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import pLimit from 'p-limit';
import { AppError } from '../platform/errors.js';
import { prepareEstimates } from './guessability.js';

// OWASP's first recommendation for Argon2id: 19 MiB, two passes, one lane. The library's default algorithm is Argon2id.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Half of the processors: what is left belongs to messages. */
const inTurn = pLimit(Math.max(1, Math.floor(availableParallelism() / 2)));
/** At 30 ms each, whoever is behind so many waits for seconds. */
const mostWaiting = 200;

/** @throws AppError `server_busy` when too many are waiting. */
async function whenThereIsRoom<Result>(work: () => Promise<Result>): Promise<Result> {
  if (inTurn.pendingCount >= mostWaiting) throw new AppError('server_busy', { retryAfterSeconds: 5 });
  return inTurn(work);
}

/**
 * Whether a stored hash was made with less than what hashes are made with now, or with another algorithm: it is made anew
 * when its password comes by. A hash that costs more stays.
 */
export function needsRehash(passwordHash: string, wanted = cost): boolean {
  const [, memory, time, lanes] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(passwordHash) ?? [];
  return !(
    Number(memory) >= wanted.memoryCost &&
    Number(time) >= wanted.timeCost &&
    Number(lanes) >= wanted.parallelism
  );
}

export const hashPassword = (password: string): Promise<string> => whenThereIsRoom(() => hash(password, cost));

/**
 * Compares a password with a stored hash. Without a hash (no such user) the same work is done on a stand-in, so that
 * the time of the answer does not tell who has an account.
 */
export async function verifyPassword(password: string, passwordHash: string | null): Promise<boolean> {
  standIn ??= hashPassword('nobody has this password');
  const against = passwordHash ?? (await standIn);
  const matches = await whenThereIsRoom(() => verify(against, password));
  return matches && passwordHash !== null;
}
let standIn: Promise<string> | undefined;

/** Made when the process starts, so that the first log-in and the first sign-up are not slower than the others. */
export async function preparePasswords(): Promise<void> {
  standIn ??= hashPassword('nobody has this password');
  await Promise.all([standIn, prepareEstimates()]);
}
