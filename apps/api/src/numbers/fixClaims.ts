import type { Model } from 'mongoose';
import { type Clock, later } from '../platform/clock.js';
import { AppError, isDuplicateKey } from '../platform/errors.js';
import { newId } from '../platform/ids.js';
import type { FixClaimRecord } from './fix.model.js';
import { longestFixMs } from './lifetimes.js';

export interface FixClaims {
  /**
   * Does a piece of work unless another process or request is at it.
   *
   * @param leaseMs after this the work is taken for dead.
   * @throws AppError `fix_under_way`, and whatever the work throws.
   */
  once<T>(key: string, work: () => Promise<T>, leaseMs?: number): Promise<T>;
}

export function createFixClaims(claims: Model<FixClaimRecord>, clock: Clock): FixClaims {
  return {
    async once(key, work, leaseMs = longestFixMs) {
      const holder = newId('fix');
      const now = clock.now();
      try {
        await claims.updateOne(
          { _id: key, until: { $lte: now } },
          { $set: { holder, until: later(now, leaseMs) } },
          { upsert: true },
        );
      } catch (error) {
        throw isDuplicateKey(error) ? new AppError('fix_under_way', { cause: error }) : error;
      }
      try {
        return await work();
      } finally {
        // Should this fail, the claim ends by itself.
        await claims.deleteOne({ _id: key, holder }).catch(() => undefined);
      }
    },
  };
}
