import type { RequestHandler } from 'express';
import type { Connection } from 'mongoose';
import { seconds } from './clock.js';
import { errorHandler } from './errorHandler.js';
import { AppError } from './errors.js';
import { isMongoReady } from './mongo.js';
import { onClosed } from './onClosed.js';

export interface PulseTimes {
  /** A request without an answer after this asks whether the database is there. */
  lateMs: number;
  /** The database has this long to answer. */
  answerMs: number;
}

/** Milliseconds; together below two seconds, with room for a busy process. */
export const pulseTimes: PulseTimes = { lateMs: 200, answerMs: seconds(1.4) };

export interface DatabasePulse {
  /** Whether the database did not answer the last question, and has not answered since. */
  isSilent(): boolean;
  /** Asks until the returned function is called. @param onSilent called when the database does not answer. */
  wait(onSilent: () => void): () => void;
  noteAnswer(): void;
  stop(): void;
}

/** Asks whether the database answers, one question at a time, while a request waits long or the database is silent. */
export function createDatabasePulse(connection: Connection, { lateMs, answerMs }: PulseTimes): DatabasePulse {
  const waiting = new Set<() => void>();
  let isSilent = false;
  let isAsking = false;
  let isStopped = false;
  let answers = 0;

  async function keepAsking(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    while (!isStopped && (isSilent || waiting.size > 0)) {
      const before = answers;
      isSilent = !(await isMongoReady(connection, answerMs)) && answers === before;
      if (isSilent) for (const giveUp of waiting) giveUp();
      await new Promise((resolve) => setTimeout(resolve, lateMs).unref());
    }
    isAsking = false;
  }

  return {
    isSilent: () => isSilent,
    wait(onSilent) {
      waiting.add(onSilent);
      void keepAsking();
      return () => waiting.delete(onSilent);
    },
    noteAnswer() {
      answers += 1;
      isSilent = false;
    },
    stop() {
      isStopped = true;
    },
  };
}

/** Answers 503 within two seconds where the database is silent. What is slow for another reason goes on. */
export function answerWithoutDatabase(pulse: DatabasePulse, { lateMs } = pulseTimes): RequestHandler {
  const silent = () => new AppError('database_unavailable', { retryAfterSeconds: 1 });
  return (req, res, next) => {
    if (pulse.isSilent()) return next(silent());
    let leave = (): unknown => undefined;
    const giveUp = () => {
      leave();
      // An answer that has begun is its route's to end.
      if (!res.headersSent) void errorHandler(silent(), req, res, () => undefined);
    };
    const timer = setTimeout(() => {
      leave = pulse.wait(giveUp);
    }, lateMs).unref();
    onClosed(res, () => {
      clearTimeout(timer);
      leave();
    });
    next();
  };
}
