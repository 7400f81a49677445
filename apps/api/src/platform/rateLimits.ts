import { type Connection, type Model, Schema } from 'mongoose';
import { RateLimiterMemory, RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from './errors.js';
import type { Metrics } from './metrics.js';

export interface RateLimit {
  /** Takes a point. @throws AppError `too_many_requests` when none is left. */
  take(key: string): Promise<void>;
  /** Takes a point, and never refuses. @returns by how many points the key is over its limit, and for how long. */
  takeOver(key: string): Promise<{ over: number; retryAfterSeconds: number }>;
  giveBack(key: string): Promise<void>;
  forget(key: string): Promise<void>;
}

export type RateLimits = (name: string, options: { points: number; durationSeconds: number }) => RateLimit;

/** Every limit by its name: points a key has in so many seconds. */
export type Limits = ReadonlyMap<string, { points: number; durationSeconds: number }>;

/** Keeps what limits are made, for the reference. */
export function noteLimits(rateLimits: RateLimits): { rateLimits: RateLimits; limits: Limits } {
  const limits = new Map<string, { points: number; durationSeconds: number }>();
  return {
    limits,
    rateLimits: (name, options) => {
      limits.set(name, options);
      return rateLimits(name, options);
    },
  };
}

const collectionName = 'rateLimits';

export interface RateLimitRow {
  key: string;
  expire: Date;
}

const rateLimitSchema = new Schema<RateLimitRow>(
  { key: String, expire: Date },
  { collection: collectionName, strict: false, versionKey: false },
);
// Without its unique key two guesses could share one point.
rateLimitSchema.index({ key: 1 }, { unique: true });
rateLimitSchema.index({ expire: 1 }, { expireAfterSeconds: 0 });

export const rateLimitModel = (connection: Connection): Model<RateLimitRow> =>
  connection.model<RateLimitRow>('RateLimit', rateLimitSchema);

/** Limits that hold across processes. While the database is away each process counts by itself: a limit never fails open. */
export function mongoRateLimits(connection: Connection, metrics: Metrics): RateLimits {
  return (name, { points, durationSeconds }) => {
    const limiter = new RateLimiterMongo({
      storeClient: connection,
      tableName: collectionName,
      disableIndexesCreation: true,
      keyPrefix: name,
      points,
      duration: durationSeconds,
      insuranceLimiter: new RateLimiterMemory({ keyPrefix: name, points, duration: durationSeconds }),
    });
    async function takeOver(key: string) {
      try {
        await limiter.consume(key);
        return { over: 0, retryAfterSeconds: 0 };
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        metrics.rateLimited.inc({ limit: name });
        return {
          over: Math.max(1, refusal.consumedPoints - points),
          retryAfterSeconds: Math.max(1, Math.ceil(refusal.msBeforeNext / 1000)),
        };
      }
    }
    return {
      takeOver,
      async take(key) {
        const { over, retryAfterSeconds } = await takeOver(key);
        if (over > 0) throw new AppError('too_many_requests', { retryAfterSeconds });
      },
      async giveBack(key) {
        await limiter.reward(key);
      },
      async forget(key) {
        await limiter.delete(key);
      },
    };
  };
}
