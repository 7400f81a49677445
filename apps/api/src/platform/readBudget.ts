import { setTimeout as pause } from 'node:timers/promises';
import type { Request, RequestHandler, Response } from 'express';
import pLimit, { type LimitFunction } from 'p-limit';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from './errors.js';
import type { Metrics } from './metrics.js';

/** Who reads. */
export interface Reader {
  sessionId: string;
  accountId: string;
}

export interface ReadBudget {
  /** @throws AppError `too_many_requests`, after a moment, for somebody who has read more than their share. */
  admit(reader: Reader): Promise<void>;
  /** Counts what is answered, when it is. */
  charge(reader: Reader, req: Request, res: Response): void;
  /**
   * For answers that take the database or this process long: of one session two at a time, the others wait.
   *
   * @param units what such a question costs beside its bytes.
   */
  heavy(readerOf: (res: Response) => Reader, units?: number): RequestHandler;
}

/** Whether a request reads by its method alone: Express answers HEAD by the route of GET, which asks the database as much. */
export const isReading = ({ method }: Pick<Request, 'method'>): boolean => method === 'GET' || method === 'HEAD';

/** A unit is one request, and each KB of its answer. */
const bytesPerUnit = 1024;
const durationSeconds = 10;
export interface ReadLimits {
  /** In ten seconds: one session, and all sessions of one account. */
  unitsPerSession: number;
  unitsPerAccount: number;
}

export const readLimits: ReadLimits = {
  // 200 KB a second: a person who scrolls as fast as they can reads half of it.
  unitsPerSession: 2_000,
  // A team of fifty that comes back at the same moment.
  unitsPerAccount: 8_000,
};
const atOnce = 2;
/** After so much was answered a session rests so long, that its answers come one by one and not in a burst. */
const restMsPerUnit = 1;
const longestRestMs = 1_000;
const mostWaiting = 60;
/** So long a refusal waits, that asking again at once costs us nothing; and so many may wait. */
const refusalMs = 1_000;
const mostRefusals = 500;
/** What people read of a file is streamed, and is no work for this process. */
const countedTypes = /^(?:application\/json|text\/csv)\b/;

/**
 * How much one session and one account may read in ten seconds. Counted in this process, because this process is what is
 * kept free for the others: to ask the database each time would cost what it is to save.
 */
export function createReadBudget(metrics: Metrics, { unitsPerSession, unitsPerAccount } = readLimits): ReadBudget {
  const perSession = new RateLimiterMemory({ points: unitsPerSession, duration: durationSeconds });
  const perAccount = new RateLimiterMemory({ points: unitsPerAccount, duration: durationSeconds });
  const turns = new Map<string, LimitFunction>();
  let refusals = 0;

  async function spent({ sessionId, accountId }: Reader): Promise<RateLimiterRes | null> {
    const [session, account] = await Promise.all([perSession.get(sessionId), perAccount.get(accountId)]);
    if (session && session.consumedPoints >= unitsPerSession) return session;
    return account && account.consumedPoints >= unitsPerAccount ? account : null;
  }

  function tooMuch({ msBeforeNext }: { msBeforeNext: number }): AppError {
    metrics.rateLimited.inc({ limit: 'reads' });
    return new AppError('too_many_requests', { retryAfterSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)) });
  }

  async function admit(reader: Reader): Promise<void> {
    const limit = await spent(reader);
    if (!limit) return;
    if (refusals < mostRefusals) {
      refusals += 1;
      await pause(refusalMs, undefined, { ref: false });
      refusals -= 1;
    }
    throw tooMuch(limit);
  }

  function take({ sessionId, accountId }: Reader, units: number): void {
    // What is over the limit is answered already: only the next one is refused.
    const isOver = (thrown: unknown) => {
      if (!(thrown instanceof RateLimiterRes)) throw thrown;
    };
    perSession.consume(sessionId, units).catch(isOver);
    perAccount.consume(accountId, units).catch(isOver);
  }

  function charge(reader: Reader, req: Request, res: Response): void {
    const { socket } = req;
    const before = socket.bytesWritten;
    res.once('close', () => {
      const type = String(res.getHeader('content-type') ?? '');
      const bytes = countedTypes.test(type) ? socket.bytesWritten - before : 0;
      take(reader, 1 + Math.floor(bytes / bytesPerUnit));
    });
  }

  return {
    admit,
    charge,

    heavy(readerOf, units = 0) {
      return async (req, res, next) => {
        const reader = readerOf(res);
        // A search, whose words are in its body. What is reading by its method was admitted and is charged as such.
        if (!isReading(req)) {
          await admit(reader);
          charge(reader, req, res);
        }
        const inTurn = turns.get(reader.sessionId) ?? pLimit(atOnce);
        if (inTurn.pendingCount >= mostWaiting) throw tooMuch({ msBeforeNext: 1_000 });
        turns.set(reader.sessionId, inTurn);
        await new Promise<void>((admitted, refused) => {
          void inTurn(async () => {
            // Who waited here while others of the same session used it up is refused as well; who has left needs nothing.
            if (res.closed) return admitted();
            const limit = await spent(reader);
            if (limit) return refused(tooMuch(limit));
            if (units > 0) take(reader, units);
            const { socket } = req;
            const before = socket.bytesWritten;
            const closed = new Promise((done) => res.once('close', done));
            admitted();
            await closed;
            // What was just answered has held up everybody: the next one of this session lets them go first.
            const rest = Math.min(((socket.bytesWritten - before) / bytesPerUnit) * restMsPerUnit, longestRestMs);
            if (rest >= 1) await pause(rest, undefined, { ref: false });
          }).finally(() => {
            // After the queue itself has moved on.
            setImmediate(() => {
              if (inTurn.activeCount + inTurn.pendingCount === 0) turns.delete(reader.sessionId);
            });
          });
        });
        if (!res.closed) next();
      };
    },
  };
}
