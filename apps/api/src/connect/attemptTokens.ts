import type { Model } from 'mongoose';
import type { OnMoved, TokenVault } from '../numbers/tokenVault.js';
import type { Clock } from '../platform/clock.js';
import { makeProblem } from '../platform/problem.js';
import type { AttemptRecord } from './attempt.model.js';

export interface AttemptTokensDeps {
  attempts: Model<AttemptRecord>;
  vault: TokenVault;
  clock: Clock;
}

type Owner = Pick<AttemptRecord, 'accountId' | 'attemptId'>;
const toContext = ({ accountId, attemptId }: Owner) => ({ purpose: 'attempt' as const, accountId, attemptId });

/** The sealed tokens that attempts hold while something is left to try again, or to choose. */
export function createAttemptTokens({ attempts, vault, clock }: AttemptTokensDeps) {
  return {
    seal: (attempt: Owner, accessToken: string): string => vault.seal(accessToken, toContext(attempt)),

    open: (attempt: AttemptRecord): string => vault.open(attempt.accessToken ?? '', toContext(attempt)),

    /** Destroys tokens that were held long enough; nobody can choose any more without one. */
    async destroyExpired(): Promise<void> {
      const now = clock.now();
      const $unset = { accessToken: 1, tokenHeldUntil: 1 } as const;
      await attempts.updateMany(
        { tokenHeldUntil: { $lte: now }, phase: 'choosing' },
        {
          $set: { phase: 'expired', finishedAt: now, problem: makeProblem('choice_expired') },
          $unset,
          $inc: { revision: 1 },
        },
      );
      await attempts.updateMany(
        { tokenHeldUntil: { $lte: now }, $or: [{ leaseUntil: { $lte: now } }, { phase: { $ne: 'working' } }] },
        { $unset },
      );
    },

    /** Seals again the tokens that are under an older key. @returns how many it moved. */
    async reseal(onMoved: OnMoved): Promise<number> {
      // By the index of what is held: attempts are kept for ever, and this runs every minute.
      const held = attempts
        .find({ tokenHeldUntil: { $exists: true }, accessToken: { $exists: true, ...vault.isOlder } })
        .select('+accessToken');
      return vault.resealEach(
        held.lean<AttemptRecord[]>().cursor(),
        toContext,
        ({ attemptId, accessToken }, resealed) =>
          attempts.updateOne({ attemptId, accessToken }, { $set: { accessToken: resealed } }),
        onMoved,
      );
    },
  };
}
export type AttemptTokens = ReturnType<typeof createAttemptTokens>;
