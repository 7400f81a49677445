import type { NewPasskey } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { Clock } from '../../platform/clock.js';
import { AppError, isDuplicateKey } from '../../platform/errors.js';
import { newId } from '../../platform/ids.js';
import type { Principal } from '../session.service.js';
import type { UserRecord } from '../user.model.js';
import type { FactorChanges } from './factorChanges.js';
import { codesWithFirst, ensureFactors, findFactors, toStoredCodes } from './factorRows.js';
import type { FactorRule } from './factorRule.js';
import type { FreshProof } from './freshProof.service.js';
import type { PasskeyQuestions } from './passkeyQuestions.js';
import type { SecondFactorRecord } from './secondFactor.model.js';

const maxPasskeys = 20;

export interface PasskeyEnrolmentDeps {
  factors: Model<SecondFactorRecord>;
  users: Model<UserRecord>;
  questions: Pick<PasskeyQuestions, 'askRegistration' | 'register'>;
  freshProof: Pick<FreshProof, 'require'>;
  rule: Pick<FactorRule, 'isAsked'>;
  changes: FactorChanges;
  clock: Clock;
}

export function createPasskeyEnrolment(deps: PasskeyEnrolmentDeps) {
  const { factors, users, questions, freshProof, rule, changes, clock } = deps;
  return {
    /** Options for the browser's `create`. @throws AppError `proof_needed` */
    async ask(principal: Principal) {
      await freshProof.require(principal);
      const { userId, sessionId } = principal;
      const user = await users.findOne({ userId }).lean();
      if (!user) throw new AppError('session_ended');
      const known = (await findFactors(factors, userId))?.passkeys ?? [];
      return questions.askRegistration({ userId, email: user.email, name: user.name }, known, sessionId);
    },

    /** @returns recovery codes with the first factor, to be shown this once. @throws AppError `passkey_refused` */
    async add(principal: Principal, name: string, made: NewPasskey, address: string): Promise<string[] | null> {
      const { userId, sessionId } = principal;
      const passkey = await questions.register(made, sessionId);
      if (!passkey) throw new AppError('passkey_refused');
      await ensureFactors(factors, userId);
      const codes = codesWithFirst(await findFactors(factors, userId));
      const kept = { ...passkey, passkeyId: newId('pky'), name, createdAt: clock.now(), lastUsedAt: null };
      try {
        const { modifiedCount } = await factors.updateOne(
          { userId, [`passkeys.${maxPasskeys - 1}`]: { $exists: false } },
          { $push: { passkeys: kept }, ...(codes ? { $set: toStoredCodes(codes) } : {}) },
        );
        if (modifiedCount === 0) {
          throw new AppError('passkey_refused', { message: 'You have many passkeys already. Remove one first.' });
        }
      } catch (error) {
        // The passkey is somebody's already.
        throw isDuplicateKey(error) ? new AppError('passkey_refused', { cause: error }) : error;
      }
      await changes.afterAdding(principal, codes !== null, 'a passkey', address);
      return codes;
    },

    async rename({ userId }: Principal, passkeyId: string, name: string): Promise<void> {
      const { matchedCount } = await factors.updateOne(
        { userId, 'passkeys.passkeyId': passkeyId },
        { $set: { 'passkeys.$.name': name } },
      );
      if (matchedCount === 0) throw new AppError('not_found');
    },

    /** @throws AppError `proof_needed`, `second_factor_last`, `not_found` */
    async remove(principal: Principal, passkeyId: string, address: string): Promise<void> {
      const { userId } = principal;
      const isTheirs = await factors.exists({ userId, 'passkeys.passkeyId': passkeyId });
      if (!isTheirs) throw new AppError('not_found');
      await freshProof.require(principal);
      const mustStay = (await rule.isAsked(principal))
        ? { $or: [{ totp: { $exists: true } }, { 'passkeys.1': { $exists: true } }] }
        : {};
      const { modifiedCount } = await factors.updateOne(
        { userId, 'passkeys.passkeyId': passkeyId, ...mustStay },
        { $pull: { passkeys: { passkeyId } } },
      );
      if (modifiedCount === 0) throw new AppError('second_factor_last');
      await changes.afterRemoving(userId, 'a passkey', address);
    },
  };
}
export type PasskeyEnrolment = ReturnType<typeof createPasskeyEnrolment>;
