import { loginRequest, signupRequest } from '@switchboard/contracts';
import type { Request, Response } from 'express';
import { AppError } from '../platform/errors.js';
import type { AccessClaims } from './accessToken.js';
import type { AnswerSignedIn } from './answerSignedIn.js';
import type { KnownBrowsers } from './knownBrowser.js';
import type { HalfSignedIn, LogInService } from './logIn.service.js';
import type { LogOut } from './logOut.service.js';
import type { RefreshCookie } from './refreshCookie.js';
import { addressOf, whereaboutsOf } from './requireMay.js';
import type { SignedIn } from './signIn.service.js';
import type { SignUp } from './signUp.service.js';

export type AskSecondStep = (req: Request, res: Response, half: HalfSignedIn) => Promise<void>;

/** Where a browser and a program carry their session. */
export interface SessionCarriers {
  cookie: RefreshCookie;
  browsers: KnownBrowsers;
  /** The claims of a request's access token; null when it carries none that is genuine and current. */
  readClaims(req: Request): AccessClaims | null;
}

export interface AuthControllerDeps {
  signUp: SignUp;
  logIns: Pick<LogInService, 'logIn'>;
  renew: (refreshToken: string, address: string) => Promise<SignedIn>;
  logOut: LogOut;
  carriers: SessionCarriers;
  answerSignedIn: AnswerSignedIn;
  askSecondStep: AskSecondStep;
}

/** Signing up, logging in with a password, staying signed in, and logging out. */
export function createAuthController(deps: AuthControllerDeps) {
  const { signUp, logIns, renew, logOut, answerSignedIn, askSecondStep } = deps;
  const { cookie, browsers, readClaims } = deps.carriers;
  return {
    async signUp(req: Request, res: Response) {
      cookie.requireSameSite(req);
      await answerSignedIn(res, await signUp(signupRequest.parse(req.body), whereaboutsOf(req)), 201);
    },
    async logIn(req: Request, res: Response) {
      cookie.requireSameSite(req);
      const input = loginRequest.parse(req.body);
      const loggedIn = await logIns.logIn(input, whereaboutsOf(req), browsers.read(req));
      if ('methods' in loggedIn) await askSecondStep(req, res, loggedIn);
      else await answerSignedIn(res, loggedIn);
    },
    async refresh(req: Request, res: Response) {
      cookie.requireSameSite(req);
      const token = cookie.read(req);
      if (!token) {
        // Every first visit asks: the browser's console would show an error in red.
        res.status(204).setHeader('Cache-Control', 'no-store').end();
        return;
      }
      try {
        await answerSignedIn(res, await renew(token, addressOf(req)));
      } catch (error) {
        if (error instanceof AppError && error.code === 'session_ended') cookie.clear(res);
        throw error;
      }
    },
    async logOut(req: Request, res: Response) {
      cookie.requireSameSite(req);
      // A program has no cookie, and logs out by its access token.
      await logOut(cookie.read(req), readClaims(req), addressOf(req));
      cookie.clear(res);
      // On a shared machine nothing that was read or half written stays (ASVS 5.0, 14.3.1).
      res.setHeader('Clear-Site-Data', '"cache", "storage"');
      res.json({ success: true });
    },
  };
}
export type AuthController = ReturnType<typeof createAuthController>;
