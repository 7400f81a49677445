import { randomUUID } from 'node:crypto';
import type { Model, UpdateQuery } from 'mongoose';
import { type Clock, later } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import { hashSecret } from '../platform/ids.js';
import type { AttemptRecord } from './attempt.model.js';
import { runLeaseMs } from './lifetimes.js';

export type { AttemptRecord } from './attempt.model.js';

export interface AttemptRepositoryDeps {
  attempts: Model<AttemptRecord>;
  clock: Clock;
}

export function createAttemptRepository({ attempts, clock }: AttemptRepositoryDeps) {
  return {
    create: (attempt: Omit<AttemptRecord, 'createdAt'>): Promise<AttemptRecord> => attempts.create(attempt),

    async find(attemptId: string): Promise<AttemptRecord> {
      const attempt = await attempts.findOne({ attemptId }).lean<AttemptRecord>();
      if (!attempt) throw new AppError('not_found');
      return attempt;
    },

    /** @throws AppError `not_found` for another account's attempt as for one that does not exist. */
    async findInAccount(accountId: string, attemptId: string): Promise<AttemptRecord> {
      const attempt = await attempts.findOne({ accountId, attemptId }).lean<AttemptRecord>();
      if (!attempt) throw new AppError('not_found');
      return attempt;
    },

    /** With its sealed token. @throws AppError `not_found`. */
    async findWithToken(accountId: string, attemptId: string): Promise<AttemptRecord> {
      const attempt = await attempts.findOne({ accountId, attemptId }).select('+accessToken').lean<AttemptRecord>();
      if (!attempt) throw new AppError('not_found');
      return attempt;
    },

    /** The attempt that a browser began by a hand-over link, with its sealed token. */
    findByBrowser: (browserHash: string): Promise<AttemptRecord | null> =>
      attempts.findOne({ browserHash }).select('+accessToken').lean<AttemptRecord>().exec(),

    async findByState(state: string): Promise<AttemptRecord> {
      const attempt = await attempts
        .findOne({ stateHash: hashSecret(state) })
        .select('+browserHash')
        .lean<AttemptRecord>();
      if (!attempt) throw new AppError('state_unknown');
      return attempt;
    },

    async findLatest(accountId: string): Promise<AttemptRecord | undefined> {
      const [attempt] = await attempts.find({ accountId }).sort({ createdAt: -1 }).limit(1).lean<AttemptRecord[]>();
      return attempt;
    },

    /** Claims an attempt for one run. @returns null when somebody else was faster. */
    claim({ attemptId, phase, runId }: AttemptRecord, set: Partial<AttemptRecord>): Promise<AttemptRecord | null> {
      return attempts
        .findOneAndUpdate(
          { attemptId, phase, runId: runId ?? { $exists: false } },
          {
            $set: { phase: 'working', runId: randomUUID(), leaseUntil: later(clock.now(), runLeaseMs), ...set },
            $inc: { revision: 1 },
          },
          { returnDocument: 'after' },
        )
        .lean<AttemptRecord>()
        .exec();
    },

    /** Writes for the run that claimed it. @returns false when another run has taken it over. */
    async write(
      { attemptId, runId }: Pick<AttemptRecord, 'attemptId' | 'runId'>,
      update: UpdateQuery<AttemptRecord>,
    ): Promise<boolean> {
      return (await attempts.updateOne({ attemptId, runId }, update)).matchedCount > 0;
    },

    /** Ends an attempt that waits for the browser, while it may still come back. @returns null when it did not wait. */
    endWaiting(attemptId: string, ended: Pick<AttemptRecord, 'phase' | 'problem'>): Promise<AttemptRecord | null> {
      const now = clock.now();
      return attempts
        .findOneAndUpdate(
          { attemptId, phase: 'waiting', expiresAt: { $gt: now } },
          { $set: { ...ended, finishedAt: now }, $inc: { revision: 1 } },
          { returnDocument: 'after' },
        )
        .lean<AttemptRecord>()
        .exec();
    },

    /** Ends an attempt by which nothing is connected yet, and destroys its token. @returns null when it had ended. */
    endUnfinished(
      { accountId, attemptId }: Pick<AttemptRecord, 'accountId' | 'attemptId'>,
      ended: Pick<AttemptRecord, 'phase' | 'problem'>,
    ): Promise<AttemptRecord | null> {
      return attempts
        .findOneAndUpdate(
          { accountId, attemptId, phase: { $in: ['waiting', 'choosing'] } },
          {
            $set: { ...ended, finishedAt: clock.now() },
            $unset: { accessToken: 1, tokenHeldUntil: 1 },
            $inc: { revision: 1 },
          },
          { returnDocument: 'after' },
        )
        .lean<AttemptRecord>()
        .exec();
    },
  };
}
export type AttemptRepository = ReturnType<typeof createAttemptRepository>;
