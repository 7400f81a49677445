import { passkeyLoginRequest, secondStepPasskeyRequest, secondStepRequest } from '@switchboard/contracts';
import type { Request, Response } from 'express';
import { type Clock, later, minutes } from '../../platform/clock.js';
import type { AnswerSignedIn } from '../answerSignedIn.js';
import { addressOf, whereaboutsOf } from '../requireMay.js';
import type { SignedInAs, SignInService } from '../signIn.service.js';
import { answerPasskeyOptions } from './answerPasskeyOptions.js';
import type { BrowserCookie } from './browserCookie.js';
import type { SecondStepService } from './secondStep.service.js';

export interface SecondStepControllerDeps {
  secondStep: SecondStepService;
  signIns: Pick<SignInService, 'signIn'>;
  answerSignedIn: AnswerSignedIn;
  requireSameSite: (req: Request) => void;
  browserCookie: BrowserCookie;
  clock: Clock;
}

/** Logging in with a second factor or a passkey alone: there is no session yet. */
export function createSecondStepController(deps: SecondStepControllerDeps) {
  const { secondStep, signIns, answerSignedIn, requireSameSite, browserCookie, clock } = deps;

  async function answerSession(req: Request, res: Response, who: SignedInAs): Promise<void> {
    const signedIn = await signIns.signIn(who, whereaboutsOf(req));
    browserCookie.clear(res);
    await answerSignedIn(res, signedIn);
  }

  return {
    async secondStep(req: Request, res: Response) {
      requireSameSite(req);
      const input = secondStepRequest.parse(req.body);
      await answerSession(req, res, await secondStep.finish(input, browserCookie.read(req), addressOf(req)));
    },
    async secondStepPasskeyOptions(req: Request, res: Response) {
      requireSameSite(req);
      const { challenge } = secondStepPasskeyRequest.parse(req.body);
      answerPasskeyOptions(res, await secondStep.askPasskey(challenge, browserCookie.read(req)));
    },
    async passkeyLoginOptions(req: Request, res: Response) {
      requireSameSite(req);
      const browser = browserCookie.hold(req, res, later(clock.now(), minutes(10)));
      answerPasskeyOptions(res, await secondStep.askAnyPasskey(browser, addressOf(req)));
    },
    async passkeyLogin(req: Request, res: Response) {
      requireSameSite(req);
      const { passkey } = passkeyLoginRequest.parse(req.body);
      const who = await secondStep.logInWithPasskey(passkey, browserCookie.read(req), addressOf(req));
      await answerSession(req, res, who);
    },
  };
}
export type SecondStepController = ReturnType<typeof createSecondStepController>;
