import { setTimeout as pause } from 'node:timers/promises';
import type { Request, RequestHandler, Response } from 'express';
import pLimit, { type LimitFunction } from 'p-limit';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from './errors.js';
import type { Metrics } from './metrics.js';
import { onClosed } from './onClosed.js';

export interface Reader {
  sessionId: string;
  accountId: string;
}

export interface ReadBudget {
  /** @throws AppError `too_many_requests`, after a moment, for a reader over the limit. */
  admit(reader: Reader): Promise<void>;
  charge(reader: Reader, req: Request, res: Response): void;
  /** Guards answers that take long: a session gets two at a time. @param units the cost beside the bytes of the answer. */
  heavy(readerOf: (res: Response) => Reader, units?: number): RequestHandler;
}

/** Whether a request reads by its method. Express answers HEAD by the route of GET, at the same cost. */
export const isReading = ({ method }: Pick<Request, 'method'>): boolean => method === 'GET' || method === 'HEAD';

/** A request costs one unit, and one more for each KB of its answer. */
const bytesPerUnit = 1024;
const durationSeconds = 10;
export interface ReadLimits {
  /** In ten seconds. */
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
/** A session rests after each heavy answer, so that others are served in between. */
const restMsPerUnit = 1;
const longestRestMs = 1_000;
const maxWaiting = 60;
/** A refusal waits, so that asking again at once costs nothing; above `maxRefusals` waiting ones it does not. */
const refusalMs = 1_000;
const maxRefusals = 500;
/** Files are streamed, which is little work for this process. */
const countedTypes = /^(?:application\/json|text\/csv)\b/;

/** Limits how much a session and an account read. Counted in memory: this process is what the limit keeps free. */
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
    if (refusals < maxRefusals) {
      refusals += 1;
      await pause(refusalMs, undefined, { ref: false });
      refusals -= 1;
    }
    throw tooMuch(limit);
  }

  function take({ sessionId, accountId }: Reader, units: number): void {
    // This answer is sent already: the next one is refused.
    const isOver = (thrown: unknown) => {
      if (!(thrown instanceof RateLimiterRes)) throw thrown;
    };
    perSession.consume(sessionId, units).catch(isOver);
    perAccount.consume(accountId, units).catch(isOver);
  }

  function charge(reader: Reader, req: Request, res: Response): void {
    const { socket } = req;
    const before = socket.bytesWritten;
    onClosed(res, () => {
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
        // A search by POST. Reading methods were admitted by `requireMay`, and are charged there.
        if (!isReading(req)) {
          await admit(reader);
          charge(reader, req, res);
        }
        const inTurn = turns.get(reader.sessionId) ?? pLimit(atOnce);
        if (inTurn.pendingCount >= maxWaiting) throw tooMuch({ msBeforeNext: 1_000 });
        turns.set(reader.sessionId, inTurn);
        await new Promise<void>((admitted, refused) => {
          void inTurn(async () => {
            if (res.closed) return admitted();
            const limit = await spent(reader);
            if (limit) return refused(tooMuch(limit));
            if (units > 0) take(reader, units);
            const { socket } = req;
            const before = socket.bytesWritten;
            const closed = new Promise<void>((done) => onClosed(res, done));
            admitted();
            await closed;
            const rest = Math.min(((socket.bytesWritten - before) / bytesPerUnit) * restMsPerUnit, longestRestMs);
            if (rest >= 1) await pause(rest, undefined, { ref: false });
          }).finally(() => {
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
