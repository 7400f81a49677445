import type { ChangePasswordRequest, FactorMethods, LoginRequest, Me, SignupRequest } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { networkOf } from '../platform/clientAddress.js';
import { AppError, isDuplicateKey } from '../platform/errors.js';
import { idFrom, newId } from '../platform/ids.js';
import type { Logger } from '../platform/logger.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { AccessClaims } from './accessToken.js';
import type { AccountRecord } from './account.model.js';
import type { AccountMails } from './accountMails.js';
import type { AuditService } from './audit.service.js';
import { isCommonPassword } from './commonPasswords.js';
import { isGuessable } from './guessability.js';
import type { KnownBrowser } from './knownBrowser.js';
import { createLoginLimits } from './loginLimits.js';
import type { MembershipRecord } from './membership.model.js';
import { hashPassword, needsRehash, verifyPassword } from './password.js';
import { rightsOf } from './policy.js';
import type { FactorRule } from './secondFactor/factorRule.js';
import type { FreshProof } from './secondFactor/freshProof.service.js';
import type { SecondStepService, SignedInAs } from './secondFactor/secondStep.service.js';
import type { OpenedSession, Principal, SessionService } from './session.service.js';
import type { SignInPlaceService } from './signInPlace.service.js';
import type { UserRecord } from './user.model.js';
import { placeKey, placeWords, type Whereabouts } from './whereabouts.js';

export interface AuthDeps {
  accounts: Model<AccountRecord>;
  users: Model<UserRecord>;
  memberships: Model<MembershipRecord>;
  sessions: SessionService;
  places: SignInPlaceService;
  mails: AccountMails;
  audit: AuditService;
  secondStep: Pick<SecondStepService, 'methodsOf'>;
  rule: Pick<FactorRule, 'isMissing'>;
  freshProof: Pick<FreshProof, 'requireWithPassword'>;
  rateLimits: RateLimits;
  logger: Logger;
}

/** Somebody whose password was right, and who has to take a second step: there is no session yet. */
export interface HalfSignedIn extends SignedInAs {
  methods: FactorMethods;
}

/** Somebody who has just signed in: what the reply and the cookie are made of. */
export interface SignedIn extends Me {
  session: OpenedSession;
}

/** Refuses passwords that are in lists of stolen ones, or that a dictionary attack would find. */
export async function requireStrongPassword(password: string, about: readonly string[]): Promise<void> {
  if (isCommonPassword(password)) {
    const message = 'This password is in a list of stolen ones, which attackers try first. Choose another one.';
    throw new AppError('weak_password', { message, details: { issues: [{ path: 'password', message }] } });
  }
  if (await isGuessable(password, about)) {
    throw new AppError('weak_password', {
      details: { issues: [{ path: 'password', message: 'This password is too easy to guess' }] },
    });
  }
}

/** Signing up, logging in, and what a person may change about themselves. */
export function createAuthService(deps: AuthDeps) {
  const {
    accounts,
    users,
    memberships,
    sessions,
    places,
    mails,
    audit,
    secondStep,
    rule,
    freshProof,
    rateLimits,
    logger,
  } = deps;
  const loginLimits = createLoginLimits(rateLimits);
  const signupPerAddress = rateLimits('signup-address', { points: 30, durationSeconds: 60 * 60 });

  async function describe(userId: string, accountId: string): Promise<Me> {
    const [user, account, membership] = await Promise.all([
      users.findOne({ userId }).lean(),
      accounts.findOne({ accountId }).lean(),
      memberships.findOne({ accountId, userId }).lean(),
    ]);
    if (!user || !account || !membership) throw new AppError('session_ended');
    const { role } = membership;
    const secondFactorNeeded = await rule.isMissing({ accountId, userId, role });
    return {
      user: {
        userId,
        name: user.name,
        email: user.email,
        emailConfirmed: !mails.works || Boolean(user.emailConfirmedAt),
        newEmail: user.newEmail ?? null,
      },
      account: { accountId, name: account.name, role, secondFactorNeeded },
      may: rightsOf({ role }),
    };
  }

  /** Opens a session of somebody who has just become a member: everywhere is new, and nothing of it is news. */
  async function signIn(userId: string, accountId: string, where: Whereabouts): Promise<SignedIn> {
    await places.note(userId, where);
    const session = await sessions.open({ userId, accountId }, where);
    return { session, ...(await describe(userId, accountId)) };
  }

  /** Opens a session of somebody who has proved who they are, and tells them where it is from a place they never used. */
  async function signInAgain(userId: string, accountId: string, where: Whereabouts): Promise<SignedIn> {
    const isNew = !(await places.knows(userId, where));
    const session = await sessions.open({ userId, accountId }, where);
    const from = placeWords(where);
    const text = isNew ? `Logged in from somewhere new: ${from}.` : `Logged in with ${from}.`;
    await audit.record({ accountId, action: 'session.signed_in', text, userId, address: where.address });
    if (isNew) {
      await mails.tell({
        // Several at the same moment are one piece of news.
        id: idFrom('mail', userId, 'place', placeKey(where)),
        userId,
        subject: 'You logged in to Switchboard from somewhere new',
        paragraphs: [
          `There was a log-in with your password from somewhere we did not know: ${from}.`,
          'If it was you, there is nothing to do. If not, change your password now, and end what you do not know under Settings, Profile, Where you are signed in.',
        ],
      });
    }
    await places.note(userId, where);
    return { session, ...(await describe(userId, accountId)) };
  }

  const noting = new Set<Promise<void>>();
  /** Beside the answer: an unknown address, of which there is nothing to write down, must not be answered sooner. */
  function noteFailure(person: UserRecord, accountId: string, where: Whereabouts): void {
    const text = `A log-in as ${person.name} was refused, the password was wrong: ${placeWords(where)}.`;
    const noted = audit
      .record({ accountId, action: 'session.sign_in_failed', text, address: where.address })
      .catch((error: unknown) => logger.warn({ err: error }, 'a refused log-in could not be written down'))
      .finally(() => noting.delete(noted));
    noting.add(noted);
  }

  /** A hash of before the cost was raised is made anew. What goes wrong with that keeps nobody out. */
  async function strengthen({ userId, passwordHash }: UserRecord, password: string): Promise<void> {
    if (!needsRehash(passwordHash)) return;
    try {
      const stronger = await hashPassword(password);
      // Unless the password was changed meanwhile.
      await users.updateOne({ userId, passwordHash }, { $set: { passwordHash: stronger } });
    } catch (error) {
      logger.warn({ err: error }, 'a password could not be hashed anew');
    }
  }

  return {
    /**
     * Creates a business and its owner. The user is written last: an address that is taken undoes the rest, and a
     * crash before that point leaves nothing that anybody can see.
     */
    async signUp(input: SignupRequest, where: Whereabouts): Promise<SignedIn> {
      await signupPerAddress.take(networkOf(where.address));
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
      await mails.confirmEmail(userId, input.email);
      return signIn(userId, accountId, where);
    },

    /**
     * Unknown address and wrong password take the same time and get the same words. Whoever has a second factor gets no
     * session for the password.
     *
     * @param browser the mark of the browser, where it has one.
     */
    async logIn(
      input: LoginRequest,
      where: Whereabouts,
      browser: KnownBrowser | null,
    ): Promise<SignedIn | HalfSignedIn> {
      const attempt = await loginLimits.begin(input.email, { address: where.address, browser });
      const user = await users.findOne({ email: input.email }).select('+passwordHash').lean();
      const matches = await verifyPassword(input.password, user?.passwordHash ?? null);
      const membership = user ? await memberships.findOne({ userId: user.userId }).sort({ createdAt: 1 }).lean() : null;
      if (!matches || !user || !membership) {
        if (user && membership) noteFailure(user, membership.accountId, where);
        throw attempt.refusal();
      }
      await attempt.succeeded();
      await strengthen(user, input.password);
      const methods = await secondStep.methodsOf(user.userId);
      if (methods) return { userId: user.userId, accountId: membership.accountId, methods };
      return signInAgain(user.userId, membership.accountId, where);
    },

    async renew(refreshToken: string, address: string): Promise<SignedIn> {
      const session = await sessions.renew(refreshToken, address);
      return { session, ...(await describe(session.userId, session.accountId)) };
    },

    signIn,
    signInAgain,
    describe: (principal: Principal) => describe(principal.userId, principal.accountId),

    /** Ends the session of a browser, by its cookie, and of a program, by its access token. */
    async logOut(refreshToken: string | null, claims: AccessClaims | null, address: string): Promise<void> {
      const byToken = claims && (await sessions.check(claims));
      const byCookie = refreshToken === null ? null : await sessions.endByRefreshToken(refreshToken);
      if (byToken) await sessions.end(byToken.sessionId);
      const who = byCookie ?? byToken;
      if (!who) return;
      const { accountId, userId } = who;
      await audit.record({ accountId, action: 'session.signed_out', text: 'Logged out.', userId, address });
    },

    /** Takes back what wrong guesses at an address cost: its owner has proved themselves in another way. */
    forgetGuesses: loginLimits.forget,

    async rename({ accountId, userId }: Principal, name: string, address: string): Promise<void> {
      const before = await users.findOneAndUpdate({ userId }, { $set: { name } }).lean();
      if (!before || before.name === name) return;
      const text = `${before.name} is called ${name} from now on.`;
      await audit.record({ accountId, action: 'member.renamed', text, userId, address });
    },

    async renameAccount({ accountId, userId }: Principal, name: string, address: string): Promise<void> {
      const before = await accounts.findOneAndUpdate({ accountId }, { $set: { name } }).lean();
      if (!before || before.name === name) return;
      const text = `The business was renamed from ${before.name} to ${name}.`;
      await audit.record({ accountId, action: 'account.settings_changed', text, userId, address });
    },

    /**
     * Ends every other session of the person: whoever knew the old password is out.
     *
     * @throws AppError `wrong_password`, `proof_needed`, `weak_password`, `too_many_requests`.
     */
    async changePassword(principal: Principal, input: ChangePasswordRequest, address: string): Promise<void> {
      const user = await freshProof.requireWithPassword(principal, input.currentPassword);
      await requireStrongPassword(input.newPassword, [user.name, user.email]);
      await users.updateOne(
        { userId: principal.userId },
        { $set: { passwordHash: await hashPassword(input.newPassword) } },
      );
      await sessions.endOthers(principal.userId, principal.sessionId);
      const { accountId, userId } = principal;
      const text = 'The password was changed; every other session of this person ended.';
      await audit.record({ accountId, action: 'password.changed', text, userId, address });
      await mails.tell({
        userId,
        subject: 'Your Switchboard password was changed',
        paragraphs: [
          'Your password was changed by somebody who knew the old one. Everywhere else you are signed out.',
          'If it was not you, ask for a new password on the log-in page now.',
        ],
      });
    },

    /** Settles when everything is written down. */
    async drain(): Promise<void> {
      await Promise.all(noting);
    },
  };
}
export type AuthService = ReturnType<typeof createAuthService>;
