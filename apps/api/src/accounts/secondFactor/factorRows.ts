import type { Model } from 'mongoose';
import { isDuplicateKey } from '../../platform/errors.js';
import { hashRecoveryCode, newRecoveryCodes } from './recoveryCodes.js';
import { hasFactor, type SecondFactorRecord } from './secondFactor.model.js';

export const findFactors = (factors: Model<SecondFactorRecord>, userId: string): Promise<SecondFactorRecord | null> =>
  factors.findOne({ userId }).lean<SecondFactorRecord>();

export async function ensureFactors(factors: Model<SecondFactorRecord>, userId: string): Promise<void> {
  try {
    await factors.updateOne({ userId }, { $setOnInsert: { userId } }, { upsert: true });
  } catch (error) {
    // Of two at once, the other one made it.
    if (!isDuplicateKey(error)) throw error;
  }
}

/** Null for a person whose codes go on. */
export const codesWithFirst = (row: SecondFactorRecord | null): string[] | null =>
  hasFactor(row) ? null : newRecoveryCodes();

export const toStoredCodes = (codes: string[] | null) => (codes ? { recoveryCodes: codes.map(hashRecoveryCode) } : {});
