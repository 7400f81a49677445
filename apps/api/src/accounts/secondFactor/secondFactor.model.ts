import type { PasskeyDto } from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

export interface TotpRecord {
  /** Sealed, bound to the person. */
  secret: string;
  confirmedAt: Date;
  /** The latest 30-second step a code was used of: no earlier one is good any more (RFC 6238, 5.2). */
  lastStep: number;
}

export interface PasskeyRecord extends Pick<PasskeyDto, 'passkeyId' | 'name'> {
  /** Base64url, as browsers give it. */
  credentialId: string;
  /** COSE, base64url. */
  publicKey: string;
  /** Counts uses; stays 0 where the authenticator keeps none. */
  counter: number;
  transports: string[];
  createdAt: Date;
  lastUsedAt: Date | null;
}

export interface SecondFactorRecord {
  userId: string;
  totp?: TotpRecord | undefined;
  /** Not confirmed with a code yet: counts for nothing. */
  pendingTotp?: { secret: string; expiresAt: Date } | undefined;
  passkeys: PasskeyRecord[];
  /** Hashes of the unused ones. */
  recoveryCodes: string[];
  wrongInARow: number;
  /** Ever: names one row of wrong ones apart from the next. */
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
// One person a passkey. Empty lists are not indexed: they would count as one value.
secondFactorSchema.index(
  { 'passkeys.credentialId': 1 },
  { unique: true, partialFilterExpression: { 'passkeys.credentialId': { $type: 'string' } } },
);

export const secondFactorModel = (connection: Connection): Model<SecondFactorRecord> =>
  connection.model<SecondFactorRecord>('SecondFactor', secondFactorSchema);

/** Recovery codes alone are no factor. */
export const hasFactor = (row: Pick<SecondFactorRecord, 'totp' | 'passkeys'> | null): boolean =>
  row !== null && (row.totp !== undefined || row.passkeys.length > 0);
