import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/** The secret of `second_step` is the browser's; of the others it is what the authenticator signs. */
export type ChallengePurpose =
  | 'second_step'
  | 'second_step_passkey'
  | 'passkey_login'
  | 'passkey_proof'
  | 'passkey_registration';

export interface ChallengeRecord {
  /** Hash of the challenge: a copy of the database opens nothing. */
  _id: string;
  purpose: ChallengePurpose;
  /** Hash of what only the asker has: the browser's cookie, or the session's id. */
  boundTo: string;
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
