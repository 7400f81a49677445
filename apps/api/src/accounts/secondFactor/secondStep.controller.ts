import type { PasskeyOptionsReply, SignedInReply, secondFactorEndpoints } from '@switchboard/contracts';
import type { Request, Response } from 'express';
import { type Clock, later, minutes } from '../../platform/clock.js';
import type { Call } from '../../platform/endpoint.js';
import type { AnswerSignedIn } from '../answerSignedIn.js';
import { readAddress, readWhereabouts } from '../requireMay.js';
import type { SignedInAs, SignInService } from '../signIn.service.js';
import type { BrowserCookie } from './browserCookie.js';
import { toPasskeyOptionsReply } from './passkeyOptionsReply.js';
import type { SecondStepService } from './secondStep.service.js';

export interface SecondStepControllerDeps {
  secondStep: SecondStepService;
  signIns: Pick<SignInService, 'signIn'>;
  answerSignedIn: AnswerSignedIn;
  browserCookie: BrowserCookie;
  clock: Clock;
}

type Of<Name extends keyof typeof secondFactorEndpoints> = Call<(typeof secondFactorEndpoints)[Name]>;

/** Logging in with a second factor or a passkey alone: there is no session yet. */
export function createSecondStepController(deps: SecondStepControllerDeps) {
  const { secondStep, signIns, answerSignedIn, browserCookie, clock } = deps;

  async function openSession({ req, res }: { req: Request; res: Response }, who: SignedInAs): Promise<SignedInReply> {
    const signedIn = await signIns.signIn(who, readWhereabouts(req));
    browserCookie.clear(res);
    return answerSignedIn(res, signedIn);
  }

  return {
    async finishStep({ body, ...call }: Of<'finishStep'>): Promise<SignedInReply> {
      const { req } = call;
      return openSession(call, await secondStep.finish(body, browserCookie.read(req), readAddress(req)));
    },
    async stepPasskeyOptions({ body, req, res }: Of<'stepPasskeyOptions'>): Promise<PasskeyOptionsReply> {
      return toPasskeyOptionsReply(res, await secondStep.askPasskey(body.challenge, browserCookie.read(req)));
    },
    async passkeyLoginOptions({ req, res }: Of<'passkeyLoginOptions'>): Promise<PasskeyOptionsReply> {
      const browser = browserCookie.hold(req, res, later(clock.now(), minutes(10)));
      return toPasskeyOptionsReply(res, await secondStep.askAnyPasskey(browser, readAddress(req)));
    },
    async passkeyLogin({ body, ...call }: Of<'passkeyLogin'>): Promise<SignedInReply> {
      const { req } = call;
      const who = await secondStep.logInWithPasskey(body.passkey, browserCookie.read(req), readAddress(req));
      return openSession(call, who);
    },
  };
}
export type SecondStepController = ReturnType<typeof createSecondStepController>;
