import {
  changePasswordRequest,
  loginRequest,
  type MeReply,
  meReply,
  type SignedInReply,
  signedInReply,
  signupRequest,
  updateAccountRequest,
  updateProfileRequest,
} from '@switchboard/contracts';
import type { Request, Response } from 'express';
import type { Clock } from '../platform/clock.js';
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
export type AskSecondStep = (req: Request, res: Response, half: HalfSignedIn) => Promise<void>;

/**
 * Answers with an access token, leaves the refresh token in its cookie, and marks the browser as known to the person. The
 * session whose cookie it replaces ends: it would live on without anybody who could log out of it.
 */
export type AnswerSignedIn = (res: Response<SignedInReply>, signedIn: SignedIn, status?: number) => Promise<void>;

export function createAnswerSignedIn(deps: AuthControllerDeps): AnswerSignedIn {
  const { sessions, tokens, cookie, browsers, storageKeyOf, clock } = deps;
  return async (res, { session, ...me }, status = 200) => {
    nameInLog(res, session);
    await sessions.endReplaced(cookie.read(res.req), session.sessionId);
    const access = tokens.issue(session, clock.now());
    cookie.set(res, session.refreshToken, session.refreshExpiresAt);
    browsers.remember(res, me.user.email);
    res.setHeader('Cache-Control', 'no-store');
    res.status(status).json(
      signedInReply.parse({
        success: true,
        token: access.token,
        expiresAt: access.expiresAt.toISOString(),
        ...me,
        storageKey: storageKeyOf(session),
      }),
    );
  };
}

export function createAuthController(deps: AuthControllerDeps & { askSecondStep: AskSecondStep }) {
  const { auth, cookie, browsers, askSecondStep } = deps;
  const answerSignedIn = createAnswerSignedIn(deps);

  async function answerMe(res: Response<MeReply>) {
    res.json(meReply.parse({ success: true, ...(await auth.describe(principalOf(res))) }));
  }

  return {
    async signUp(req: Request, res: Response) {
      cookie.requireSameSite(req);
      await answerSignedIn(res, await auth.signUp(signupRequest.parse(req.body), whereaboutsOf(req)), 201);
    },
    async logIn(req: Request, res: Response) {
      cookie.requireSameSite(req);
      const input = loginRequest.parse(req.body);
      const loggedIn = await auth.logIn(input, whereaboutsOf(req), browsers.read(req));
      if ('methods' in loggedIn) await askSecondStep(req, res, loggedIn);
      else await answerSignedIn(res, loggedIn);
    },
    async refresh(req: Request, res: Response) {
      cookie.requireSameSite(req);
      const token = cookie.read(req);
      if (!token) {
        // Asked on every first visit: that nobody is signed in is an answer, and no error for the browser to show in red.
        res.status(204).setHeader('Cache-Control', 'no-store').end();
        return;
      }
      try {
        await answerSignedIn(res, await auth.renew(token, addressOf(req)));
      } catch (error) {
        if (error instanceof AppError && error.code === 'session_ended') cookie.clear(res);
        throw error;
      }
    },
    async logOut(req: Request, res: Response) {
      cookie.requireSameSite(req);
      // A program holds no cookie, but may be as done as a person.
      const claims = bearerClaims(req, deps.tokens, deps.clock.now());
      await auth.logOut(cookie.read(req), claims, addressOf(req));
      cookie.clear(res);
      // On a machine that others use too, nothing of what was read and half written stays (ASVS 5.0, 14.3.1).
      res.setHeader('Clear-Site-Data', '"cache", "storage"');
      res.json({ success: true });
    },
    async me(_req: Request, res: Response) {
      await answerMe(res);
    },
    async updateProfile(req: Request, res: Response) {
      await auth.rename(principalOf(res), updateProfileRequest.parse(req.body).name, addressOf(req));
      await answerMe(res);
    },
    async updateAccount(req: Request, res: Response) {
      await auth.renameAccount(principalOf(res), updateAccountRequest.parse(req.body).name, addressOf(req));
      await answerMe(res);
    },
    async changePassword(req: Request, res: Response) {
      await auth.changePassword(principalOf(res), changePasswordRequest.parse(req.body), addressOf(req));
      res.json({ success: true });
    },
  };
}
export type AuthController = ReturnType<typeof createAuthController>;
