import type { FreshProofRequest } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { type Clock, later, minutes } from '../../platform/clock.js';
import { AppError } from '../../platform/errors.js';
import type { RateLimits } from '../../platform/rateLimits.js';
import { verifyPassword } from '../password.js';
import type { Principal, SessionService } from '../session.service.js';
import type { UserRecord } from '../user.model.js';
import type { FactorCheck } from './factorCheck.service.js';

const goodForMs = minutes(5);

export interface FreshProofDeps {
  users: Model<UserRecord>;
  sessions: Pick<SessionService, 'prove' | 'provedAt'>;
  check: FactorCheck;
  rateLimits: RateLimits;
  clock: Clock;
}

/**
 * That it is still the person who signed in, before what could lock them out: a session that is left open on a shared
 * machine, or was copied, is not enough for it. Signing in counts as one.
 */
export function createFreshProof({ users, sessions, check, rateLimits, clock }: FreshProofDeps) {
  const perUser = rateLimits('proof-user', { points: 10, durationSeconds: 15 * 60 });

  async function takePassword(userId: string, password: string): Promise<void> {
    await perUser.take(userId);
    const user = await users.findOne({ userId }).select('+passwordHash').lean();
    if (!(await verifyPassword(password, user?.passwordHash ?? null))) {
      throw new AppError('wrong_password', {
        details: { issues: [{ path: 'password', message: 'Your password is not right' }] },
        message: 'Your password is not right.',
      });
    }
    await perUser.forget(userId);
  }

  return {
    /** @throws AppError `proof_needed` when this session has given none within five minutes. */
    async require({ sessionId }: Principal): Promise<void> {
      const provedAt = await sessions.provedAt(sessionId);
      if (!provedAt || later(provedAt, goodForMs) <= clock.now()) throw new AppError('proof_needed');
    },

    askPasskey: ({ sessionId, userId }: Principal) =>
      check.askPasskey({ purpose: 'passkey_proof', boundTo: sessionId }, userId),

    /** Takes a proof. @throws AppError saying what was not right with it. */
    async give({ sessionId, userId }: Principal, { proof }: FreshProofRequest, address: string): Promise<void> {
      if (proof.kind === 'password') await takePassword(userId, proof.password);
      else if (proof.kind === 'totp') await check.takeCode(userId, proof, address);
      else await check.takePasskey(proof.passkey, { purpose: 'passkey_proof', boundTo: sessionId }, userId, address);
      await sessions.prove(sessionId);
    },
  };
}
export type FreshProof = ReturnType<typeof createFreshProof>;
