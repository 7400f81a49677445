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
import type { AccessTokens } from './accessToken.js';
import type { AuthService, SignedIn } from './auth.service.js';
import type { KnownBrowsers } from './knownBrowser.js';
import type { RefreshCookie } from './refreshCookie.js';
import { addressOf, bearerClaims, signedOf } from './requireAuth.js';
import type { SessionService } from './session.service.js';

export interface AuthControllerDeps {
  auth: AuthService;
  sessions: SessionService;
  tokens: AccessTokens;
  cookie: RefreshCookie;
  browsers: KnownBrowsers;
  clock: Clock;
}

/** Answers with an access token, leaves the refresh token in its cookie, and marks the browser as known to the person. */
export type AnswerSignedIn = (res: Response<SignedInReply>, signedIn: SignedIn, status?: number) => void;

export function createAnswerSignedIn({ tokens, cookie, browsers, clock }: AuthControllerDeps): AnswerSignedIn {
  return (res, { session, user, account }, status = 200) => {
    const access = tokens.issue(session, clock.now());
    cookie.set(res, session.refreshToken, session.refreshExpiresAt);
    browsers.remember(res, user.email);
    res.setHeader('Cache-Control', 'no-store');
    res.status(status).json(
      signedInReply.parse({
        success: true,
        token: access.token,
        expiresAt: access.expiresAt.toISOString(),
        user,
        account,
      }),
    );
  };
}

export function createAuthController(deps: AuthControllerDeps) {
  const { auth, sessions, cookie, browsers } = deps;
  const answerSignedIn = createAnswerSignedIn(deps);

  async function answerMe(res: Response<MeReply>) {
    res.json(meReply.parse({ success: true, ...(await auth.describe(signedOf(res))) }));
  }

  return {
    async signUp(req: Request, res: Response) {
      cookie.requireSameSite(req);
      answerSignedIn(res, await auth.signUp(signupRequest.parse(req.body), addressOf(req)), 201);
    },
    async logIn(req: Request, res: Response) {
      cookie.requireSameSite(req);
      const place = { address: addressOf(req), browser: browsers.read(req) };
      answerSignedIn(res, await auth.logIn(loginRequest.parse(req.body), place));
    },
    async refresh(req: Request, res: Response) {
      cookie.requireSameSite(req);
      const token = cookie.read(req);
      if (!token) throw new AppError('not_signed_in');
      try {
        answerSignedIn(res, await auth.renew(token));
      } catch (error) {
        if (error instanceof AppError && error.code === 'session_ended') cookie.clear(res);
        throw error;
      }
    },
    async logOut(req: Request, res: Response) {
      cookie.requireSameSite(req);
      const token = cookie.read(req);
      if (token) await sessions.endByRefreshToken(token);
      // A program holds no cookie, but may be as done as a person.
      const claims = bearerClaims(req, deps.tokens, deps.clock.now());
      if (claims) await sessions.end(claims.sessionId);
      cookie.clear(res);
      res.json({ success: true });
    },
    async me(_req: Request, res: Response) {
      await answerMe(res);
    },
    async updateProfile(req: Request, res: Response) {
      await auth.rename(signedOf(res), updateProfileRequest.parse(req.body).name);
      await answerMe(res);
    },
    async updateAccount(req: Request, res: Response) {
      await auth.renameAccount(signedOf(res), updateAccountRequest.parse(req.body).name);
      await answerMe(res);
    },
    async changePassword(req: Request, res: Response) {
      await auth.changePassword(signedOf(res), changePasswordRequest.parse(req.body), addressOf(req));
      res.json({ success: true });
    },
  };
}
export type AuthController = ReturnType<typeof createAuthController>;
