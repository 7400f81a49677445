import { Piscina } from 'piscina';
import { AppError } from '../platform/errors.js';
import type { GuessQuestion } from './guessWorker.js';

/** Beyond these lengths nothing is guessable by dictionary any more, and an estimate only takes longer. */
const longestPassword = 72;
const longestWord = 64;
const mostWords = 6;
const mostWaiting = 50;
/** A usual estimate takes milliseconds. One that somebody has made to take long is given up, with its thread; waiting counts. */
const longestMs = 10_000;

/** From source, in tests and with `npm run dev`, a thread needs the loader that reads TypeScript. */
const isSource = import.meta.url.endsWith('.ts');

interface Threads {
  pool: Piscina;
  /** Settles when the dictionaries are read, which takes longer than any estimate. */
  ready: Promise<unknown>;
}

let threads: Threads | undefined;
function openThreads(): Threads {
  const pool = new Piscina({
    filename: new URL(`./guessWorker.${isSource ? 'ts' : 'js'}`, import.meta.url).href,
    // One: an estimate is rare, and the processor is there for others.
    minThreads: 1,
    maxThreads: 1,
    maxQueue: mostWaiting,
    ...(isSource ? { execArgv: ['--import', 'tsx'] } : {}),
  });
  return { pool, ready: pool.run({ password: 'nobody has this password', about: [] } satisfies GuessQuestion) };
}

async function scoreOf(question: GuessQuestion): Promise<number> {
  threads ??= openThreads();
  const { pool, ready } = threads;
  if (pool.queueSize >= mostWaiting) throw new AppError('server_busy', { retryAfterSeconds: 2 });
  try {
    await ready;
    return await pool.run(question, { signal: AbortSignal.timeout(longestMs) });
  } catch (cause) {
    throw new AppError('server_busy', { retryAfterSeconds: 2, cause });
  }
}

/**
 * Whether a password is among the common ones or built from what an attacker knows. Estimated in a thread of its own:
 * strangers who sign up hold nobody else up.
 *
 * @param about the person's name, e-mail address, business: guessed first.
 * @throws AppError `server_busy` when too many are waiting, or when it takes too long.
 */
export async function isGuessable(password: string, about: readonly string[]): Promise<boolean> {
  const words = about.slice(0, mostWords).map((word) => word.slice(0, longestWord));
  const score = await scoreOf({
    password: password.slice(0, longestPassword),
    about: [...words, 'switchboard', 'whatsapp'],
  });
  return score < 2;
}

/** Starts the thread and lets it read its dictionaries, so that the first person to sign up does not wait for it. */
export async function prepareEstimates(): Promise<void> {
  threads ??= openThreads();
  await threads.ready;
}
