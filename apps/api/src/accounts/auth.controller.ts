import type { authEndpoints, LoginReply, SecondStepReply, SignedInReply } from '@switchboard/contracts';
import type { Request, Response } from 'express';
import { type Call, done } from '../platform/endpoint.js';
import { AppError } from '../platform/errors.js';
import type { AccessClaims } from './accessToken.js';
import type { AnswerSignedIn } from './answerSignedIn.js';
import type { KnownBrowsers } from './knownBrowser.js';
import type { HalfSignedIn, LogInService } from './logIn.service.js';
import type { LogOut } from './logOut.service.js';
import type { RefreshCookie } from './refreshCookie.js';
import { readAddress, readWhereabouts } from './requireMay.js';
import type { SignedIn } from './signIn.service.js';
import type { SignUp } from './signUp.service.js';

export type AskSecondStep = (req: Request, res: Response, half: HalfSignedIn) => Promise<SecondStepReply>;

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

type Of<Name extends keyof typeof authEndpoints> = Call<(typeof authEndpoints)[Name]>;

/** Signing up, logging in with a password, staying signed in, and logging out. */
export function createAuthController(deps: AuthControllerDeps) {
  const { signUp, logIns, renew, logOut, answerSignedIn, askSecondStep } = deps;
  const { cookie, browsers, readClaims } = deps.carriers;
  return {
    async signUp({ body, req, res }: Of<'signUp'>): Promise<SignedInReply> {
      return answerSignedIn(res, await signUp(body, readWhereabouts(req)));
    },
    async logIn({ body, req, res }: Of<'logIn'>): Promise<LoginReply> {
      const loggedIn = await logIns.logIn(body, readWhereabouts(req), browsers.read(req));
      return 'methods' in loggedIn ? askSecondStep(req, res, loggedIn) : answerSignedIn(res, loggedIn);
    },
    async refresh({ req, res }: Of<'refresh'>): Promise<SignedInReply | null> {
      const token = cookie.read(req);
      if (!token) {
        // Every first visit asks: the browser's console would show an error in red.
        res.status(204).setHeader('Cache-Control', 'no-store');
        return null;
      }
      try {
        return await answerSignedIn(res, await renew(token, readAddress(req)));
      } catch (error) {
        if (error instanceof AppError && error.code === 'session_ended') cookie.clear(res);
        throw error;
      }
    },
    async logOut({ req, res }: Of<'logOut'>) {
      // A program has no cookie, and logs out by its access token.
      await logOut(cookie.read(req), readClaims(req), readAddress(req));
      cookie.clear(res);
      // On a shared machine nothing that was read or half written stays (ASVS 5.0, 14.3.1).
      res.setHeader('Clear-Site-Data', '"cache", "storage"');
      return done;
    },
  };
}
export type AuthController = ReturnType<typeof createAuthController>;
