import type { Model } from 'mongoose';
import { type Clock, later } from '../../platform/clock.js';
import { hashSecret } from '../../platform/ids.js';
import { passkeyChallengeLifeMs, secondStepLifeMs } from '../lifetimes.js';
import type { ChallengePurpose, ChallengeRecord } from './challenge.model.js';

const guessesAChallenge = 5;

export interface ToKeep {
  purpose: ChallengePurpose;
  secret: string;
  boundTo: string;
  userId?: string;
  accountId?: string;
}

/** Open challenges. Each is bound to whoever asked for it, and is used once. */
export function createChallenges({ challenges, clock }: { challenges: Model<ChallengeRecord>; clock: Clock }) {
  const open = (purpose: ChallengePurpose, secret: string, boundTo: string) => ({
    _id: hashSecret(secret),
    purpose,
    boundTo: hashSecret(boundTo),
    expiresAt: { $gt: clock.now() },
  });
  return {
    async keep({ purpose, secret, boundTo, userId, accountId }: ToKeep): Promise<Date> {
      const expiresAt = later(clock.now(), purpose === 'second_step' ? secondStepLifeMs : passkeyChallengeLifeMs);
      await challenges.create({
        _id: hashSecret(secret),
        purpose,
        boundTo: hashSecret(boundTo),
        ...(userId === undefined ? {} : { userId }),
        ...(accountId === undefined ? {} : { accountId }),
        guesses: 0,
        expiresAt,
      });
      return expiresAt;
    },

    /** Does not use it up. Null when it is over, or somebody else's. */
    find(purpose: ChallengePurpose, secret: string, boundTo: string): Promise<ChallengeRecord | null> {
      return challenges.findOne(open(purpose, secret, boundTo)).lean<ChallengeRecord>();
    },

    /** Counts before the guess is compared, so that guesses at once count. Null after the last one. */
    guess(purpose: ChallengePurpose, secret: string, boundTo: string): Promise<ChallengeRecord | null> {
      return challenges
        .findOneAndUpdate(
          { ...open(purpose, secret, boundTo), guesses: { $lt: guessesAChallenge } },
          { $inc: { guesses: 1 } },
          { returnDocument: 'after' },
        )
        .lean<ChallengeRecord>();
    },

    /** @returns whether it was there: of several at once, one gets it. */
    async use(purpose: ChallengePurpose, secret: string, boundTo: string): Promise<boolean> {
      return (await challenges.deleteOne(open(purpose, secret, boundTo))).deletedCount === 1;
    },

    async endAll(userId: string): Promise<void> {
      await challenges.deleteMany({ userId });
    },

    async sweep(): Promise<void> {
      await challenges.deleteMany({ expiresAt: { $lte: clock.now() } });
    },
  };
}
export type Challenges = ReturnType<typeof createChallenges>;
