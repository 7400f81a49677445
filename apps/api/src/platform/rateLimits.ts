import { type Connection, type Model, Schema } from 'mongoose';
import { RateLimiterMemory, RateLimiterMongo, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from './errors.js';
import type { Metrics } from './metrics.js';

/** One limit: so many points per key in so many seconds. */
export interface RateLimit {
  /** Takes a point. Throws `too_many_requests` when there is none left. */
  take(key: string): Promise<void>;
  /** Takes a point, and never refuses: says by how many points there are too few, and for how many seconds. */
  takeOver(key: string): Promise<{ over: number; retryAfterSeconds: number }>;
  /** Gives a point back: what was counted turned out to be harmless. */
  giveBack(key: string): Promise<void>;
  /** Forgets the key. */
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

/** Names the indexes the limiter counts on: it writes its rows itself. */
export const rateLimitModel = (connection: Connection): Model<RateLimitRow> =>
  connection.model<RateLimitRow>('RateLimit', rateLimitSchema);

/**
 * Limits counted in the database, so that they hold across instances. While the database is away each process counts
 * for itself: a limit never fails open.
 */
export function mongoRateLimits(connection: Connection, metrics: Metrics): RateLimits {
  return (name, { points, durationSeconds }) => {
    const limiter = new RateLimiterMongo({
      storeClient: connection,
      tableName: collectionName,
      // Built with the others, before the start.
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
