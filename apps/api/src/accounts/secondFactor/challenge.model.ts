import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/**
 * What a challenge is for: the second step of a log-in (its secret is the browser's), or a passkey's answer to one
 * question (its secret is what the authenticator signs).
 */
export type ChallengePurpose =
  | 'second_step'
  | 'second_step_passkey'
  | 'passkey_login'
  | 'passkey_proof'
  | 'passkey_registration';

export interface ChallengeRecord {
  /** Hash of the challenge: reading the database gives nobody one that works. */
  _id: string;
  purpose: ChallengePurpose;
  /** Hash of what only the one who asked has: the browser's cookie, or the session. */
  boundTo: string;
  /** Absent while nobody knows who it will be. */
  userId?: string | undefined;
  accountId?: string | undefined;
  guesses: number;
  expiresAt: Date;
}

const challengeSchema = new Schema<ChallengeRecord>(
  {
    _id: { type: String, required: true },
    purpose: { type: String, required: true },
    boundTo: { type: String, required: true },
    userId: String,
    accountId: String,
    guesses: { type: Number, required: true },
    expiresAt: { type: Date, required: true, index: true },
  },
  { collection: 'signInChallenges', versionKey: false },
);

export const challengeModel = (connection: Connection): Model<ChallengeRecord> =>
  connection.model<ChallengeRecord>('SignInChallenge', challengeSchema);
