import type { FreshProofRequest } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { type Clock, later } from '../../platform/clock.js';
import { AppError } from '../../platform/errors.js';
import type { RateLimits } from '../../platform/rateLimits.js';
import { freshProofLifeMs } from '../lifetimes.js';
import { verifyPassword } from '../password.js';
import type { Principal, SessionService } from '../session.service.js';
import type { UserRecord } from '../user.model.js';
import type { FactorCheck } from './factorCheck.service.js';

const needsFactor = 'Your password is right. Your second factor is needed, too.';

export interface FreshProofDeps {
  users: Model<UserRecord>;
  sessions: Pick<SessionService, 'prove' | 'provedAt'>;
  check: FactorCheck;
  rateLimits: RateLimits;
  clock: Clock;
}

/**
 * Shows that it is still the person who signed in, before what could lock them out: the session may be copied, or left
 * open on a shared machine. A proof is all that logging in asks of them (ASVS 5.0, 7.5.1); signing in is one.
 */
export function createFreshProof({ users, sessions, check, rateLimits, clock }: FreshProofDeps) {
  const perUser = rateLimits('proof-user', { points: 10, durationSeconds: 15 * 60 });

  async function takePassword(userId: string, password: string, path: string): Promise<UserRecord> {
    await perUser.take(userId);
    const user = await users.findOne({ userId }).select('+passwordHash').lean();
    if (!user || !(await verifyPassword(password, user.passwordHash))) {
      throw new AppError('wrong_password', {
        details: { issues: [{ path, message: 'Your current password is not right' }] },
      });
    }
    await perUser.forget(userId);
    return user;
  }

  async function requireProof({ sessionId }: Principal): Promise<void> {
    const provedAt = await sessions.provedAt(sessionId);
    if (!provedAt || later(provedAt, freshProofLifeMs) <= clock.now()) throw new AppError('proof_needed');
  }

  return {
    /** @throws AppError `proof_needed` when the session has given none for five minutes */
    require: requireProof,

    /** A person with a second factor needs a proof as well. @throws AppError `wrong_password`, `proof_needed` */
    async requireWithPassword(principal: Principal, currentPassword: string): Promise<UserRecord> {
      const user = await takePassword(principal.userId, currentPassword, 'currentPassword');
      if (await check.findMethods(principal.userId)) await requireProof(principal);
      return user;
    },

    askPasskey: ({ sessionId, userId }: Principal) =>
      check.askPasskey({ purpose: 'passkey_proof', boundTo: sessionId }, userId),

    /** @throws AppError saying what was not right with the proof */
    async give({ sessionId, userId }: Principal, { proof }: FreshProofRequest, address: string): Promise<void> {
      const asked = { purpose: 'passkey_proof', boundTo: sessionId } as const;
      if (proof.kind === 'passkey') {
        await check.takePasskey(proof.passkey, { ...asked, alone: true }, userId, address);
      } else {
        await takePassword(userId, proof.password, 'password');
        const { factor } = proof;
        if (factor?.kind === 'totp') await check.takeCode(userId, factor, address);
        else if (factor) await check.takePasskey(factor.passkey, { ...asked, alone: false }, userId, address);
        else if (await check.findMethods(userId)) throw new AppError('proof_needed', { message: needsFactor });
      }
      await sessions.prove(sessionId);
    },
  };
}
export type FreshProof = ReturnType<typeof createFreshProof>;
