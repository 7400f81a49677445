import type { TotpSetupReply } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { type Clock, later } from '../../platform/clock.js';
import { AppError } from '../../platform/errors.js';
import { setupLifeMs } from '../lifetimes.js';
import type { Principal } from '../session.service.js';
import type { UserRecord } from '../user.model.js';
import type { FactorChanges } from './factorChanges.js';
import { codesWithFirst, ensureFactors, findFactors, toStoredCodes } from './factorRows.js';
import type { FactorRule } from './factorRule.js';
import type { FreshProof } from './freshProof.service.js';
import type { SecondFactorRecord } from './secondFactor.model.js';
import { findTimeStep, newTotpSecret, totpUri } from './totp.js';
import type { TotpSecrets } from './totpSecrets.js';

export interface TotpEnrolmentDeps {
  factors: Model<SecondFactorRecord>;
  users: Model<UserRecord>;
  secrets: TotpSecrets;
  freshProof: Pick<FreshProof, 'require'>;
  rule: Pick<FactorRule, 'isAsked'>;
  changes: FactorChanges;
  clock: Clock;
}

export function createTotpEnrolment(deps: TotpEnrolmentDeps) {
  const { factors, users, secrets, freshProof, rule, changes, clock } = deps;
  return {
    /** The secret counts once a code of it comes back; a newer one replaces it. @throws AppError `proof_needed` */
    async begin(principal: Principal): Promise<Omit<TotpSetupReply, 'success'>> {
      await freshProof.require(principal);
      const { userId } = principal;
      const user = await users.findOne({ userId }, { email: 1 }).lean();
      if (!user) throw new AppError('session_ended');
      const secret = newTotpSecret();
      const expiresAt = later(clock.now(), setupLifeMs);
      await ensureFactors(factors, userId);
      const pendingTotp = { secret: secrets.seal(secret, userId), expiresAt };
      await factors.updateOne({ userId }, { $set: { pendingTotp } });
      return { secret, uri: totpUri(secret, user.email), expiresAt: expiresAt.toISOString() };
    },

    /** @returns recovery codes with the first factor. @throws AppError `factor_setup_over`, `factor_code_wrong` */
    async confirm(principal: Principal, code: string, address: string): Promise<string[] | null> {
      const { userId } = principal;
      const row = await findFactors(factors, userId);
      const pending = row?.pendingTotp;
      if (!pending || pending.expiresAt <= clock.now()) throw new AppError('factor_setup_over');
      const lastStep = findTimeStep(secrets.open(pending.secret, userId), code, clock.now());
      if (lastStep === null) {
        throw new AppError('factor_code_wrong', {
          message:
            'This code is not right. Check that the app shows it for Switchboard, and that the phone’s clock is right.',
        });
      }
      const codes = codesWithFirst(row);
      const { modifiedCount } = await factors.updateOne(
        { userId, 'pendingTotp.secret': pending.secret },
        {
          $set: { totp: { secret: pending.secret, confirmedAt: clock.now(), lastStep }, ...toStoredCodes(codes) },
          $unset: { pendingTotp: 1 },
        },
      );
      if (modifiedCount === 0) throw new AppError('factor_setup_over');
      await changes.afterAdding(principal, codes !== null, 'an authenticator app', address);
      return codes;
    },

    /** @throws AppError `proof_needed`, `second_factor_last`, `not_found` */
    async remove(principal: Principal, address: string): Promise<void> {
      await freshProof.require(principal);
      const { userId } = principal;
      if (!(await findFactors(factors, userId))?.totp) throw new AppError('not_found');
      const mustStay = (await rule.isAsked(principal)) ? { 'passkeys.0': { $exists: true } } : {};
      const { modifiedCount } = await factors.updateOne(
        { userId, totp: { $exists: true }, ...mustStay },
        { $unset: { totp: 1, pendingTotp: 1 } },
      );
      if (modifiedCount === 0) throw new AppError('second_factor_last');
      await changes.afterRemoving(userId, 'the authenticator app', address);
    },
  };
}
export type TotpEnrolment = ReturnType<typeof createTotpEnrolment>;
