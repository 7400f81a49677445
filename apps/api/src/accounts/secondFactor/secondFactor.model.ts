import type { PasskeyDto } from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

export interface TotpRecord {
  /** Sealed, bound to the person. */
  secret: string;
  confirmedAt: Date;
  /** The latest 30-second step a code of which was used: that one and those before it are over (RFC 6238, 5.2). */
  lastStep: number;
}

export interface PasskeyRecord extends Pick<PasskeyDto, 'passkeyId' | 'name'> {
  /** Base64url, as browsers give it. */
  credentialId: string;
  /** COSE, base64url. */
  publicKey: string;
  /** Of the authenticator's own; stays 0 where it keeps none. */
  counter: number;
  transports: string[];
  createdAt: Date;
  lastUsedAt: Date | null;
}

/** What one person has set up beside the password. */
export interface SecondFactorRecord {
  userId: string;
  totp?: TotpRecord | undefined;
  /** Shown, and not confirmed with a code yet: counts for nothing. */
  pendingTotp?: { secret: string; expiresAt: Date } | undefined;
  passkeys: PasskeyRecord[];
  /** Hashes of those that were not used yet. */
  recoveryCodes: string[];
  /** Wrong ones since the last right one. */
  wrongInARow: number;
  /** Wrong ones ever: tells one row of them from the next. */
  wrongInAll: number;
}

const secondFactorSchema = new Schema<SecondFactorRecord>(
  {
    userId: { type: String, required: true, unique: true },
    totp: {
      type: new Schema({ secret: String, confirmedAt: Date, lastStep: Number }, { _id: false }),
      required: false,
    },
    pendingTotp: { type: new Schema({ secret: String, expiresAt: Date }, { _id: false }), required: false },
    passkeys: [
      new Schema(
        {
          passkeyId: { type: String, required: true },
          name: { type: String, required: true },
          credentialId: { type: String, required: true },
          publicKey: { type: String, required: true },
          counter: { type: Number, required: true },
          transports: [String],
          createdAt: { type: Date, required: true },
          lastUsedAt: { type: Date, default: null },
        },
        { _id: false },
      ),
    ],
    recoveryCodes: [String],
    wrongInARow: { type: Number, default: 0 },
    wrongInAll: { type: Number, default: 0 },
  },
  { collection: 'secondFactors', versionKey: false },
);
// A passkey belongs to one person. People without any are not in the index: an empty list would count as one value.
secondFactorSchema.index(
  { 'passkeys.credentialId': 1 },
  { unique: true, partialFilterExpression: { 'passkeys.credentialId': { $type: 'string' } } },
);

export const secondFactorModel = (connection: Connection): Model<SecondFactorRecord> =>
  connection.model<SecondFactorRecord>('SecondFactor', secondFactorSchema);

/** Whether a person has a second factor. Recovery codes alone are none. */
export const hasFactor = (row: Pick<SecondFactorRecord, 'totp' | 'passkeys'> | null): boolean =>
  row !== null && (row.totp !== undefined || row.passkeys.length > 0);
