import type { NewPasskey, SecondFactorReply, TotpSetupReply } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { type Clock, later } from '../../platform/clock.js';
import { AppError, isDuplicateKey } from '../../platform/errors.js';
import { newId } from '../../platform/ids.js';
import { setupLifeMs } from '../lifetimes.js';
import type { Principal, SessionService } from '../session.service.js';
import type { UserRecord } from '../user.model.js';
import type { Challenges } from './challenges.js';
import type { FactorNews } from './factorNews.js';
import type { FactorRule } from './factorRule.js';
import type { FreshProof } from './freshProof.service.js';
import type { PasskeyCeremony } from './passkeyCeremony.js';
import { hashRecoveryCode, newRecoveryCodes } from './recoveryCodes.js';
import { hasFactor, type SecondFactorRecord } from './secondFactor.model.js';
import { newTotpSecret, stepOfCode, totpUri } from './totp.js';
import type { TotpSecrets } from './totpSecrets.js';

const mostPasskeys = 20;

export interface EnrolmentDeps {
  factors: Model<SecondFactorRecord>;
  users: Model<UserRecord>;
  sessions: Pick<SessionService, 'endOthers'>;
  challenges: Challenges;
  secrets: TotpSecrets;
  ceremony: PasskeyCeremony;
  freshProof: Pick<FreshProof, 'require'>;
  rule: Pick<FactorRule, 'isAskedOf'>;
  news: FactorNews;
  clock: Clock;
}

/**
 * What a person sets up beside the password, and takes away. All of it needs a fresh proof. With the first factor come
 * recovery codes, and every other session of the person ends: those were opened with the password alone.
 */
export function createEnrolment(deps: EnrolmentDeps) {
  const { factors, users, sessions, challenges, secrets, ceremony, freshProof, rule, news, clock } = deps;

  const rowOf = (userId: string) => factors.findOne({ userId }).lean<SecondFactorRecord>();

  async function ensureRow(userId: string): Promise<void> {
    try {
      await factors.updateOne({ userId }, { $setOnInsert: { userId } }, { upsert: true });
    } catch (error) {
      // Two at once: one of them made it.
      if (!isDuplicateKey(error)) throw error;
    }
  }

  async function personOf(userId: string): Promise<UserRecord> {
    const user = await users.findOne({ userId }).lean();
    if (!user) throw new AppError('session_ended');
    return user;
  }

  /** @returns fresh codes with the first factor. Null: there was one before, whose codes go on. */
  const codesWithFirst = (row: SecondFactorRecord | null) => (hasFactor(row) ? null : newRecoveryCodes());
  const withCodes = (codes: string[] | null) => (codes ? { recoveryCodes: codes.map(hashRecoveryCode) } : {});

  async function afterAdding(principal: Principal, isFirst: boolean, what: string, address: string): Promise<void> {
    if (isFirst) await sessions.endOthers(principal.userId, principal.sessionId);
    await news.added(principal.userId, what, address);
  }

  /** Recovery codes stand in for a factor: without one they open nothing. */
  async function afterRemoving(userId: string, what: string, address: string): Promise<void> {
    await factors.updateOne(
      { userId, totp: { $exists: false }, 'passkeys.0': { $exists: false } },
      { $set: { recoveryCodes: [] } },
    );
    await news.removed(userId, what, address);
  }

  return {
    /** What somebody has set up. */
    async of(principal: Principal): Promise<Omit<SecondFactorReply, 'success'>> {
      const [row, isAskedFor] = await Promise.all([rowOf(principal.userId), rule.isAskedOf(principal)]);
      return {
        totp: row?.totp ? { since: row.totp.confirmedAt.toISOString() } : null,
        passkeys: (row?.passkeys ?? []).map(({ passkeyId, name, createdAt, lastUsedAt }) => ({
          passkeyId,
          name,
          createdAt: createdAt.toISOString(),
          lastUsedAt: lastUsedAt?.toISOString() ?? null,
        })),
        recoveryCodesLeft: row?.recoveryCodes.length ?? 0,
        isAskedFor,
      };
    },

    /** Makes a secret for an authenticator app. It counts once a code of it comes back; a newer one replaces it. */
    async beginTotp(principal: Principal): Promise<Omit<TotpSetupReply, 'success'>> {
      await freshProof.require(principal);
      const { userId } = principal;
      const { email } = await personOf(userId);
      const secret = newTotpSecret();
      const expiresAt = later(clock.now(), setupLifeMs);
      await ensureRow(userId);
      await factors.updateOne(
        { userId },
        { $set: { pendingTotp: { secret: secrets.seal(secret, userId), expiresAt } } },
      );
      return { secret, uri: totpUri(secret, email), expiresAt: expiresAt.toISOString() };
    },

    /**
     * Confirms it with a code, which is used up by that.
     *
     * @returns recovery codes with the first factor, to be shown this once; else null.
     * @throws AppError `factor_setup_over`, `factor_code_wrong`
     */
    async confirmTotp(principal: Principal, code: string, address: string): Promise<string[] | null> {
      const { userId } = principal;
      const row = await rowOf(userId);
      const pending = row?.pendingTotp;
      if (!pending || pending.expiresAt <= clock.now()) throw new AppError('factor_setup_over');
      const lastStep = stepOfCode(secrets.open(pending.secret, userId), code, clock.now());
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
          $set: { totp: { secret: pending.secret, confirmedAt: clock.now(), lastStep }, ...withCodes(codes) },
          $unset: { pendingTotp: 1 },
        },
      );
      if (modifiedCount === 0) throw new AppError('factor_setup_over');
      await afterAdding(principal, codes !== null, 'an authenticator app', address);
      return codes;
    },

    /** @throws AppError `proof_needed`, `second_factor_last`, `not_found` */
    async removeTotp(principal: Principal, address: string): Promise<void> {
      await freshProof.require(principal);
      const { userId } = principal;
      if (!(await rowOf(userId))?.totp) throw new AppError('not_found');
      const mustStay = (await rule.isAskedOf(principal)) ? { 'passkeys.0': { $exists: true } } : {};
      const { modifiedCount } = await factors.updateOne(
        { userId, totp: { $exists: true }, ...mustStay },
        { $unset: { totp: 1, pendingTotp: 1 } },
      );
      if (modifiedCount === 0) throw new AppError('second_factor_last');
      await afterRemoving(userId, 'the authenticator app', address);
    },

    /** What the browser is to make a passkey of. */
    async askPasskey(principal: Principal) {
      await freshProof.require(principal);
      const { userId, sessionId } = principal;
      const { email, name } = await personOf(userId);
      const row = await rowOf(userId);
      const options = await ceremony.registrationOptions({ userId, email, name }, row?.passkeys ?? []);
      await challenges.keep({
        ...{ purpose: 'passkey_registration', secret: options.challenge, boundTo: sessionId, userId },
      });
      return options;
    },

    /**
     * Keeps a passkey that the browser made.
     *
     * @returns as {@link confirmTotp}. @throws AppError `passkey_refused`
     */
    async addPasskey(principal: Principal, name: string, made: NewPasskey, address: string): Promise<string[] | null> {
      const { userId, sessionId } = principal;
      const use = (challenge: string) => challenges.use('passkey_registration', challenge, sessionId);
      const passkey = await ceremony.register(made, use);
      if (!passkey) throw new AppError('passkey_refused');
      await ensureRow(userId);
      const codes = codesWithFirst(await rowOf(userId));
      const kept = { ...passkey, passkeyId: newId('pky'), name, createdAt: clock.now(), lastUsedAt: null };
      try {
        const { modifiedCount } = await factors.updateOne(
          { userId, [`passkeys.${mostPasskeys - 1}`]: { $exists: false } },
          { $push: { passkeys: kept }, ...(codes ? { $set: withCodes(codes) } : {}) },
        );
        if (modifiedCount === 0) {
          throw new AppError('passkey_refused', { message: 'You have many passkeys already. Remove one first.' });
        }
      } catch (error) {
        // It is set up already, here or with somebody else.
        throw isDuplicateKey(error) ? new AppError('passkey_refused', { cause: error }) : error;
      }
      await afterAdding(principal, codes !== null, 'a passkey', address);
      return codes;
    },

    /** @throws AppError `not_found` */
    async renamePasskey({ userId }: Principal, passkeyId: string, name: string): Promise<void> {
      const { matchedCount } = await factors.updateOne(
        { userId, 'passkeys.passkeyId': passkeyId },
        { $set: { 'passkeys.$.name': name } },
      );
      if (matchedCount === 0) throw new AppError('not_found');
    },

    /** @throws AppError `proof_needed`, `second_factor_last`, `not_found` */
    async removePasskey(principal: Principal, passkeyId: string, address: string): Promise<void> {
      const { userId } = principal;
      const isTheirs = await factors.exists({ userId, 'passkeys.passkeyId': passkeyId });
      if (!isTheirs) throw new AppError('not_found');
      await freshProof.require(principal);
      const mustStay = (await rule.isAskedOf(principal))
        ? { $or: [{ totp: { $exists: true } }, { 'passkeys.1': { $exists: true } }] }
        : {};
      const { modifiedCount } = await factors.updateOne(
        { userId, 'passkeys.passkeyId': passkeyId, ...mustStay },
        { $pull: { passkeys: { passkeyId } } },
      );
      if (modifiedCount === 0) throw new AppError('second_factor_last');
      await afterRemoving(userId, 'a passkey', address);
    },

    /** New recovery codes in place of those of before. @throws AppError `proof_needed`, `not_found` without a factor */
    async renewRecoveryCodes(principal: Principal, address: string): Promise<string[]> {
      await freshProof.require(principal);
      const { userId } = principal;
      if (!hasFactor(await rowOf(userId))) throw new AppError('not_found');
      const codes = newRecoveryCodes();
      await factors.updateOne({ userId }, { $set: { recoveryCodes: codes.map(hashRecoveryCode) } });
      await news.codesMade(userId, address);
      return codes;
    },

    /** Forgets everything of somebody who is gone. */
    async forget(userId: string): Promise<void> {
      await factors.deleteOne({ userId });
      await challenges.endOf(userId);
    },
  };
}
export type Enrolment = ReturnType<typeof createEnrolment>;
