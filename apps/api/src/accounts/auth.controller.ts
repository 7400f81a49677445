import type {
  accountEndpoints,
  authEndpoints,
  LoginReply,
  MeReply,
  SecondStepReply,
  SignedInReply,
} from '@switchboard/contracts';
import type { Request, Response } from 'express';
import type { Clock } from '../platform/clock.js';
import { type Call, done } from '../platform/endpoint.js';
import { AppError } from '../platform/errors.js';
import { nameInLog } from '../platform/requestLog.js';
import type { AccessTokens } from './accessToken.js';
import type { AuthService, HalfSignedIn, SignedIn } from './auth.service.js';
import type { KnownBrowsers } from './knownBrowser.js';
import type { RefreshCookie } from './refreshCookie.js';
import { addressOf, bearerClaims, principalOf, whereaboutsOf } from './requireMay.js';
import type { SessionService } from './session.service.js';
import type { StorageKeyOf } from './storageKey.js';

export interface AuthControllerDeps {
  auth: AuthService;
  sessions: SessionService;
  tokens: AccessTokens;
  cookie: RefreshCookie;
  browsers: KnownBrowsers;
  storageKeyOf: StorageKeyOf;
  clock: Clock;
}

/** Asks for the second step of a log-in. */
export type AskSecondStep = (req: Request, res: Response, half: HalfSignedIn) => Promise<SecondStepReply>;

/**
 * Gives the answer with an access token, leaves the refresh token in its cookie, and marks the browser as known to the
 * person. The session whose cookie it replaces ends: it would live on without anybody who could log out of it.
 */
export type AnswerSignedIn = (res: Response, signedIn: SignedIn) => Promise<SignedInReply>;

export function createAnswerSignedIn(deps: AuthControllerDeps): AnswerSignedIn {
  const { sessions, tokens, cookie, browsers, storageKeyOf, clock } = deps;
  return async (res, { session, ...me }) => {
    nameInLog(res, session);
    await sessions.endReplaced(cookie.read(res.req), session.sessionId);
    const access = tokens.issue(session, clock.now());
    cookie.set(res, session.refreshToken, session.refreshExpiresAt);
    browsers.remember(res, me.user.email);
    res.setHeader('Cache-Control', 'no-store');
    const { token, expiresAt } = access;
    return { success: true, token, expiresAt: expiresAt.toISOString(), ...me, storageKey: storageKeyOf(session) };
  };
}

type Of<Name extends keyof typeof authEndpoints> = Call<(typeof authEndpoints)[Name]>;

export function createAuthController(deps: AuthControllerDeps & { askSecondStep: AskSecondStep }) {
  const { auth, cookie, browsers, askSecondStep } = deps;
  const answerSignedIn = createAnswerSignedIn(deps);

  async function describe(res: Response): Promise<MeReply> {
    return { success: true, ...(await auth.describe(principalOf(res))) };
  }

  return {
    async signUp({ body, req, res }: Of<'signUp'>): Promise<SignedInReply> {
      return answerSignedIn(res, await auth.signUp(body, whereaboutsOf(req)));
    },
    async logIn({ body, req, res }: Of<'logIn'>): Promise<LoginReply> {
      const loggedIn = await auth.logIn(body, whereaboutsOf(req), browsers.read(req));
      return 'methods' in loggedIn ? askSecondStep(req, res, loggedIn) : answerSignedIn(res, loggedIn);
    },
    async refresh({ req, res }: Of<'refresh'>): Promise<SignedInReply | null> {
      const token = cookie.read(req);
      if (!token) {
        // Asked on every first visit: that nobody is signed in is an answer, and no error for the browser to show in red.
        res.status(204).setHeader('Cache-Control', 'no-store');
        return null;
      }
      try {
        return await answerSignedIn(res, await auth.renew(token, addressOf(req)));
      } catch (error) {
        if (error instanceof AppError && error.code === 'session_ended') cookie.clear(res);
        throw error;
      }
    },
    async logOut({ req, res }: Of<'logOut'>) {
      // A program holds no cookie, but may be as done as a person.
      const claims = bearerClaims(req, deps.tokens, deps.clock.now());
      await auth.logOut(cookie.read(req), claims, addressOf(req));
      cookie.clear(res);
      // On a machine that others use too, nothing of what was read and half written stays (ASVS 5.0, 14.3.1).
      res.setHeader('Clear-Site-Data', '"cache", "storage"');
      return done;
    },
    me: ({ res }: Of<'me'>) => describe(res),
    async updateProfile({ body, req, res }: Of<'updateProfile'>) {
      await auth.rename(principalOf(res), body.name, addressOf(req));
      return describe(res);
    },
    async updateAccount({ body, req, res }: Call<typeof accountEndpoints.rename>) {
      await auth.renameAccount(principalOf(res), body.name, addressOf(req));
      return describe(res);
    },
    async changePassword({ body, req, res }: Of<'changePassword'>) {
      await auth.changePassword(principalOf(res), body, addressOf(req));
      return done;
    },
  };
}
export type AuthController = ReturnType<typeof createAuthController>;
