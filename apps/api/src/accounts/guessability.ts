import { Piscina } from 'piscina';
import { AppError } from '../platform/errors.js';
import type { GuessQuestion } from './guessWorker.js';

/** A longer text only makes the estimate take longer. */
const longestPassword = 72;
const longestWord = 64;
const maxWords = 6;
const maxWaiting = 50;
/** Usual are milliseconds. Beyond this the thread is ended with its estimate; time in the queue counts. */
const longestMs = 10_000;

/** In tests and with `npm run dev` a thread needs the loader that reads TypeScript. */
const isSource = import.meta.url.endsWith('.ts');

interface Threads {
  pool: Piscina;
  ready: Promise<unknown>;
}

let threads: Threads | undefined;
function openThreads(): Threads {
  const pool = new Piscina({
    filename: new URL(`./guessWorker.${isSource ? 'ts' : 'js'}`, import.meta.url).href,
    minThreads: 1,
    maxThreads: 1,
    maxQueue: maxWaiting,
    ...(isSource ? { execArgv: ['--import', 'tsx'] } : {}),
  });
  return { pool, ready: pool.run({ password: 'nobody has this password', about: [] } satisfies GuessQuestion) };
}

async function askScore(question: GuessQuestion): Promise<number> {
  threads ??= openThreads();
  const { pool, ready } = threads;
  if (pool.queueSize >= maxWaiting) throw new AppError('server_busy', { retryAfterSeconds: 2 });
  try {
    await ready;
    return await pool.run(question, { signal: AbortSignal.timeout(longestMs) });
  } catch (cause) {
    throw new AppError('server_busy', { retryAfterSeconds: 2, cause });
  }
}

/** In a thread of its own. @param about what an attacker knows of the person. @throws AppError `server_busy` */
export async function isGuessable(password: string, about: readonly string[]): Promise<boolean> {
  const words = about.slice(0, maxWords).map((word) => word.slice(0, longestWord));
  const score = await askScore({
    password: password.slice(0, longestPassword),
    about: [...words, 'switchboard', 'whatsapp'],
  });
  return score < 2;
}

/** Reads the dictionaries at the start, so that the first person to sign up does not wait for it. */
export async function prepareEstimates(): Promise<void> {
  threads ??= openThreads();
  await threads.ready;
}
