import type { Model } from 'mongoose';
import { type Clock, later } from '../../platform/clock.js';
import { hashSecret } from '../../platform/ids.js';
import { passkeyChallengeLifeMs, secondStepLifeMs } from '../lifetimes.js';
import type { ChallengePurpose, ChallengeRecord } from './challenge.model.js';

const guessesAChallenge = 5;

export interface ToKeep {
  purpose: ChallengePurpose;
  secret: string;
  /** What only the one who asked has. */
  boundTo: string;
  userId?: string;
  accountId?: string;
}

/** Challenges of ours that are open: each is bound to whoever asked for it, and is used once. */
export function createChallenges({ challenges, clock }: { challenges: Model<ChallengeRecord>; clock: Clock }) {
  const open = (purpose: ChallengePurpose, secret: string, boundTo: string) => ({
    _id: hashSecret(secret),
    purpose,
    boundTo: hashSecret(boundTo),
    expiresAt: { $gt: clock.now() },
  });
  return {
    /** @returns when it ends. */
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

    /** Looks at one without using it up. Null when it is over, or somebody else's. */
    find(purpose: ChallengePurpose, secret: string, boundTo: string): Promise<ChallengeRecord | null> {
      return challenges.findOne(open(purpose, secret, boundTo)).lean<ChallengeRecord>();
    },

    /** Counts a guess before it is looked at, so that guesses made at once are counted too. Null after the last one. */
    guess(purpose: ChallengePurpose, secret: string, boundTo: string): Promise<ChallengeRecord | null> {
      return challenges
        .findOneAndUpdate(
          { ...open(purpose, secret, boundTo), guesses: { $lt: guessesAChallenge } },
          { $inc: { guesses: 1 } },
          { returnDocument: 'after' },
        )
        .lean<ChallengeRecord>();
    },

    /** Uses one up. @returns whether it was there: of several at once, one gets it. */
    async use(purpose: ChallengePurpose, secret: string, boundTo: string): Promise<boolean> {
      return (await challenges.deleteOne(open(purpose, secret, boundTo))).deletedCount === 1;
    },

    /** Ends every open log-in of a person. */
    async endOf(userId: string): Promise<void> {
      await challenges.deleteMany({ userId });
    },

    async sweep(): Promise<void> {
      await challenges.deleteMany({ expiresAt: { $lte: clock.now() } });
    },
  };
}
export type Challenges = ReturnType<typeof createChallenges>;
