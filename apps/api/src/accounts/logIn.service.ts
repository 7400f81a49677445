import type { FactorMethods, LoginRequest } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { Logger } from '../platform/logger.js';
import type { AuditService } from './audit.service.js';
import type { KnownBrowser } from './knownBrowser.js';
import type { LoginLimits } from './loginLimits.js';
import type { MembershipRecord } from './membership.model.js';
import { hashPassword, needsRehash, verifyPassword } from './password.js';
import type { FactorCheck } from './secondFactor/factorCheck.service.js';
import type { SignedIn, SignedInAs, SignInService } from './signIn.service.js';
import type { UserRecord } from './user.model.js';
import { placeWords, type Whereabouts } from './whereabouts.js';

export interface LogInDeps {
  users: Model<UserRecord>;
  memberships: Model<MembershipRecord>;
  limits: LoginLimits;
  check: Pick<FactorCheck, 'findMethods'>;
  signIns: Pick<SignInService, 'signIn'>;
  audit: AuditService;
  logger: Logger;
}

/** The password was right and a second step is due: there is no session yet. */
export interface HalfSignedIn extends SignedInAs {
  methods: FactorMethods;
}

export function createLogInService({ users, memberships, limits, check, signIns, audit, logger }: LogInDeps) {
  const recording = new Set<Promise<void>>();

  /** Not awaited: for an unknown address there is nothing to record, and the time of the answer would show it. */
  function recordFailure(person: UserRecord, accountId: string, where: Whereabouts): void {
    const text = `A log-in as ${person.name} was refused, the password was wrong: ${placeWords(where)}.`;
    const recorded = audit
      .record({ accountId, action: 'session.sign_in_failed', text, address: where.address })
      .catch((error: unknown) => logger.warn({ err: error }, 'a refused log-in could not be written down'))
      .finally(() => recording.delete(recorded));
    recording.add(recorded);
  }

  /** Raises the cost of an old hash. A failure keeps nobody out. */
  async function strengthenHash({ userId, passwordHash }: UserRecord, password: string): Promise<void> {
    if (!needsRehash(passwordHash)) return;
    try {
      const stronger = await hashPassword(password);
      // By the old hash: the password may have been changed meanwhile.
      await users.updateOne({ userId, passwordHash }, { $set: { passwordHash: stronger } });
    } catch (error) {
      logger.warn({ err: error }, 'a password could not be hashed anew');
    }
  }

  return {
    /**
     * An unknown address and a wrong password take equally long and get equal words. A person with a second factor gets
     * no session for the password. @throws AppError `invalid_credentials`, `too_many_requests`
     */
    async logIn(
      { email, password }: LoginRequest,
      where: Whereabouts,
      browser: KnownBrowser | null,
    ): Promise<SignedIn | HalfSignedIn> {
      const attempt = await limits.begin(email, { address: where.address, browser });
      const user = await users.findOne({ email }).select('+passwordHash').lean();
      const matches = await verifyPassword(password, user?.passwordHash ?? null);
      const membership = user ? await memberships.findOne({ userId: user.userId }).sort({ createdAt: 1 }).lean() : null;
      if (!matches || !user || !membership) {
        if (user && membership) recordFailure(user, membership.accountId, where);
        throw attempt.refusal();
      }
      await attempt.succeeded();
      await strengthenHash(user, password);
      const who = { userId: user.userId, accountId: membership.accountId };
      const methods = await check.findMethods(user.userId);
      return methods ? { ...who, methods } : signIns.signIn(who, where);
    },

    async drain(): Promise<void> {
      await Promise.all(recording);
    },
  };
}
export type LogInService = ReturnType<typeof createLogInService>;
