import type { RequestHandler } from 'express';
import type { Connection } from 'mongoose';
import { seconds } from './clock.js';
import { errorHandler } from './errorHandler.js';
import { AppError } from './errors.js';
import { isMongoReady } from './mongo.js';

export interface PulseTimes {
  /** Milliseconds after which a request without an answer wants to know whether the database is there. */
  lateMs: number;
  /** Milliseconds that the database has for the answer. */
  answerMs: number;
}

/** Together below two seconds, with room for a busy process. */
export const pulseTimes: PulseTimes = { lateMs: 200, answerMs: seconds(1.4) };

export interface DatabasePulse {
  /** Whether it did not answer when it was asked last, and has not answered since. */
  isSilent(): boolean;
  /**
   * Asks as long as somebody waits.
   *
   * @param onSilent called once, when the database does not answer.
   * @returns ends the waiting.
   */
  wait(onSilent: () => void): () => void;
  /** It has answered somebody else. */
  noteAnswer(): void;
  /** Asks no more. */
  stop(): void;
}

/**
 * Knows whether the database answers, asking only while a request waits longer than usual or it was silent. One question at
 * a time for all of them: what takes long for another reason (Meta, a large export) goes on.
 */
export function createDatabasePulse(connection: Connection, { lateMs, answerMs }: PulseTimes): DatabasePulse {
  const waiting = new Set<() => void>();
  let isSilent = false;
  let isAsking = false;
  let isStopped = false;
  /** Answers that others had of it. */
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

/**
 * Answers 503 within two seconds where the database has stopped answering: requests that come meanwhile at once, without
 * asking it, so that nothing piles up for the moment when it goes on. What was asked before may be done late.
 */
export function answerWithoutDatabase(pulse: DatabasePulse, { lateMs } = pulseTimes): RequestHandler {
  const silent = () => new AppError('database_unavailable', { retryAfterSeconds: 1 });
  return (req, res, next) => {
    if (pulse.isSilent()) return next(silent());
    let leave = (): unknown => undefined;
    const giveUp = () => {
      leave();
      // What is being sent already is its sender's to end.
      if (!res.headersSent) void errorHandler(silent(), req, res, () => undefined);
    };
    const timer = setTimeout(() => {
      leave = pulse.wait(giveUp);
    }, lateMs).unref();
    res.once('close', () => {
      clearTimeout(timer);
      leave();
    });
    next();
  };
}
