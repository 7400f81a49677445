import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import pLimit from 'p-limit';
import { AppError } from '../platform/errors.js';
import { prepareEstimates } from './guessability.js';

// OWASP's first recommendation for Argon2id: 19 MiB, two passes, one lane. The library's default algorithm is Argon2id.
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** The other half of the processors is for messages. */
const inTurn = pLimit(Math.max(1, Math.floor(availableParallelism() / 2)));
/** Behind 200 at 30 ms each one waits for seconds. */
const maxWaiting = 200;

async function whenThereIsRoom<Result>(work: () => Promise<Result>): Promise<Result> {
  if (inTurn.pendingCount >= maxWaiting) throw new AppError('server_busy', { retryAfterSeconds: 5 });
  return inTurn(work);
}

/** Whether a hash is of another algorithm or cost less than today's. A hash that costs more stays. */
export function needsRehash(passwordHash: string, wanted = cost): boolean {
  const [, memory, time, lanes] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(passwordHash) ?? [];
  return !(
    Number(memory) >= wanted.memoryCost &&
    Number(time) >= wanted.timeCost &&
    Number(lanes) >= wanted.parallelism
  );
}

export const hashPassword = (password: string): Promise<string> => whenThereIsRoom(() => hash(password, cost));

/** Without a hash (no such user) a stand-in takes as long, so that the time does not show who has an account. */
export async function verifyPassword(password: string, passwordHash: string | null): Promise<boolean> {
  standIn ??= hashPassword('nobody has this password');
  const against = passwordHash ?? (await standIn);
  const matches = await whenThereIsRoom(() => verify(against, password));
  return matches && passwordHash !== null;
}
let standIn: Promise<string> | undefined;

/** At the start, so that the first log-in and sign-up are not slower than others. */
export async function preparePasswords(): Promise<void> {
  standIn ??= hashPassword('nobody has this password');
  await Promise.all([standIn, prepareEstimates()]);
}
