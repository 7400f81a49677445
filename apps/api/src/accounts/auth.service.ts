import type { AccountDto, ChangePasswordRequest, LoginRequest, SignupRequest, UserDto } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { networkOf } from '../platform/clientAddress.js';
import { AppError, isDuplicateKey } from '../platform/errors.js';
import { newId } from '../platform/ids.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { AccountRecord } from './account.model.js';
import type { AuditService } from './audit.service.js';
import { isGuessable } from './guessability.js';
import { createLoginLimits, type LoginPlace } from './loginLimits.js';
import type { MembershipRecord } from './membership.model.js';
import { hashPassword, verifyPassword } from './password.js';
import type { OpenedSession, SessionService, Signed } from './session.service.js';
import type { UserRecord } from './user.model.js';

export interface AuthDeps {
  accounts: Model<AccountRecord>;
  users: Model<UserRecord>;
  memberships: Model<MembershipRecord>;
  sessions: SessionService;
  audit: AuditService;
  rateLimits: RateLimits;
}

/** Somebody who has just signed in: what the reply and the cookie are made of. */
export interface SignedIn {
  session: OpenedSession;
  user: UserDto;
  account: AccountDto;
}

const quarterHour = 15 * 60;

/** Refuses passwords that a dictionary attack would find. */
export async function requireStrongPassword(password: string, about: readonly string[]): Promise<void> {
  if (await isGuessable(password, about)) {
    throw new AppError('weak_password', {
      details: { issues: [{ path: 'password', message: 'This password is too easy to guess' }] },
    });
  }
}

/** Signing up, logging in, and what a person may change about themselves. */
export function createAuthService({ accounts, users, memberships, sessions, audit, rateLimits }: AuthDeps) {
  const loginLimits = createLoginLimits(rateLimits);
  const signupPerAddress = rateLimits('signup-address', { points: 30, durationSeconds: 60 * 60 });
  const passwordPerUser = rateLimits('password-user', { points: 10, durationSeconds: quarterHour });

  async function describe(userId: string, accountId: string): Promise<{ user: UserDto; account: AccountDto }> {
    const [user, account, membership] = await Promise.all([
      users.findOne({ userId }).lean(),
      accounts.findOne({ accountId }).lean(),
      memberships.findOne({ accountId, userId }).lean(),
    ]);
    if (!user || !account || !membership) throw new AppError('session_ended');
    return {
      user: { userId, name: user.name, email: user.email },
      account: { accountId, name: account.name, role: membership.role },
    };
  }

  async function signIn(userId: string, accountId: string): Promise<SignedIn> {
    const session = await sessions.open({ userId, accountId });
    return { session, ...(await describe(userId, accountId)) };
  }

  return {
    /**
     * Creates a business and its owner. The user is written last: an address that is taken undoes the rest, and a
     * crash before that point leaves nothing that anybody can see.
     */
    async signUp(input: SignupRequest, address: string): Promise<SignedIn> {
      await signupPerAddress.take(networkOf(address));
      await requireStrongPassword(input.password, [input.name, input.email, input.accountName]);
      if (await users.exists({ email: input.email })) throw new AppError('email_taken');
      const passwordHash = await hashPassword(input.password);
      const accountId = newId('acc');
      const userId = newId('usr');
      try {
        await accounts.create({ accountId, name: input.accountName });
        await memberships.create({ accountId, userId, role: 'owner' });
        await users.create({ userId, email: input.email, name: input.name, passwordHash });
      } catch (error) {
        await Promise.allSettled([
          users.deleteOne({ userId }),
          memberships.deleteOne({ accountId, userId }),
          accounts.deleteOne({ accountId }),
        ]);
        throw isDuplicateKey(error) ? new AppError('email_taken', { cause: error }) : error;
      }
      return signIn(userId, accountId);
    },

    /** Unknown address and wrong password take the same time and get the same words. */
    async logIn(input: LoginRequest, place: LoginPlace): Promise<SignedIn> {
      const attempt = await loginLimits.begin(input.email, place);
      const user = await users.findOne({ email: input.email }).select('+passwordHash').lean();
      const matches = await verifyPassword(input.password, user?.passwordHash ?? null);
      const membership = user ? await memberships.findOne({ userId: user.userId }).sort({ createdAt: 1 }).lean() : null;
      if (!matches || !user || !membership) throw attempt.refusal();
      await attempt.succeeded();
      return signIn(user.userId, membership.accountId);
    },

    async renew(refreshToken: string): Promise<SignedIn> {
      const session = await sessions.renew(refreshToken);
      return { session, ...(await describe(session.userId, session.accountId)) };
    },

    signIn,
    describe: (signed: Signed) => describe(signed.userId, signed.accountId),

    async rename(signed: Signed, name: string): Promise<void> {
      await users.updateOne({ userId: signed.userId }, { $set: { name } });
    },

    async renameAccount(signed: Signed, name: string): Promise<void> {
      if (signed.role !== 'owner') throw new AppError('owner_only');
      await accounts.updateOne({ accountId: signed.accountId }, { $set: { name } });
    },

    /** Ends every other session of the person: whoever knew the old password is out. */
    async changePassword(signed: Signed, input: ChangePasswordRequest, address: string): Promise<void> {
      await passwordPerUser.take(signed.userId);
      const user = await users.findOne({ userId: signed.userId }).select('+passwordHash').lean();
      if (!user || !(await verifyPassword(input.currentPassword, user.passwordHash))) {
        throw new AppError('wrong_password', {
          details: { issues: [{ path: 'currentPassword', message: 'Your current password is not right' }] },
        });
      }
      await requireStrongPassword(input.newPassword, [user.name, user.email]);
      await users.updateOne(
        { userId: signed.userId },
        { $set: { passwordHash: await hashPassword(input.newPassword) } },
      );
      await passwordPerUser.forget(signed.userId);
      await sessions.endOthers(signed.userId, signed.sessionId);
      const { accountId, userId } = signed;
      const text = 'The password was changed; every other session of this person ended.';
      await audit.record({ accountId, action: 'password.changed', text, userId, address });
    },
  };
}
export type AuthService = ReturnType<typeof createAuthService>;
