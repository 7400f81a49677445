import type {
  accountSecurityReply,
  PasskeyOptionsReply,
  RecoveryCodesReply,
  SecondFactorReply,
  SignedInReply,
  secondFactorEndpoints,
  TotpSetupReply,
} from '@switchboard/contracts';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { type Clock, later, minutes } from '../../platform/clock.js';
import { type Call, done } from '../../platform/endpoint.js';
import type { AnswerSignedIn } from '../auth.controller.js';
import type { AuthService } from '../auth.service.js';
import { addressOf, principalOf, whereaboutsOf } from '../requireMay.js';
import type { BrowserCookie } from './browserCookie.js';
import type { Enrolment } from './enrolment.service.js';
import type { FactorRule } from './factorRule.js';
import type { FreshProof } from './freshProof.service.js';
import type { SecondStepService, SignedInAs } from './secondStep.service.js';

export interface SecondFactorControllerDeps {
  auth: Pick<AuthService, 'signInAgain'>;
  answerSignedIn: AnswerSignedIn;
  browserCookie: BrowserCookie;
  secondStep: SecondStepService;
  enrolment: Enrolment;
  freshProof: FreshProof;
  rule: FactorRule;
  clock: Clock;
}

type Of<Name extends keyof typeof secondFactorEndpoints> = Call<(typeof secondFactorEndpoints)[Name]>;
type SecurityReply = z.infer<typeof accountSecurityReply>;

/** Logging in with a second factor or a passkey, setting them up, and proving that it is still the same person. */
export function createSecondFactorController(deps: SecondFactorControllerDeps) {
  const { auth, answerSignedIn, browserCookie, secondStep, enrolment, freshProof, rule, clock } = deps;

  async function openSession(
    { req, res }: { req: Request; res: Response },
    { userId, accountId }: SignedInAs,
  ): Promise<SignedInReply> {
    const signedIn = await auth.signInAgain(userId, accountId, whereaboutsOf(req));
    browserCookie.clear(res);
    return answerSignedIn(res, signedIn);
  }
  function toOptionsReply(res: Response, options: { challenge: string }): PasskeyOptionsReply {
    res.setHeader('Cache-Control', 'no-store');
    return { success: true, options: { ...options } };
  }

  return {
    // --- before there is a session ---
    async finishStep({ body, ...call }: Of<'finishStep'>): Promise<SignedInReply> {
      const { req } = call;
      return openSession(call, await secondStep.finish(body, browserCookie.read(req), addressOf(req)));
    },
    async stepPasskeyOptions({ body, req, res }: Of<'stepPasskeyOptions'>): Promise<PasskeyOptionsReply> {
      return toOptionsReply(res, await secondStep.askPasskey(body.challenge, browserCookie.read(req)));
    },
    async passkeyLoginOptions({ req, res }: Of<'passkeyLoginOptions'>): Promise<PasskeyOptionsReply> {
      const browser = browserCookie.hold(req, res, later(clock.now(), minutes(10)));
      return toOptionsReply(res, await secondStep.askAnyPasskey(browser, addressOf(req)));
    },
    async passkeyLogin({ body, ...call }: Of<'passkeyLogin'>): Promise<SignedInReply> {
      const { req } = call;
      const who = await secondStep.logInWithPasskey(body.passkey, browserCookie.read(req), addressOf(req));
      return openSession(call, who);
    },

    // --- a fresh proof ---
    async prove({ body, req, res }: Of<'prove'>) {
      await freshProof.give(principalOf(res), body, addressOf(req));
      return done;
    },
    async proofPasskeyOptions({ res }: Of<'proofPasskeyOptions'>): Promise<PasskeyOptionsReply> {
      return toOptionsReply(res, await freshProof.askPasskey(principalOf(res)));
    },

    // --- setting up ---
    async get({ res }: Of<'get'>): Promise<SecondFactorReply> {
      return { success: true, ...(await enrolment.of(principalOf(res))) };
    },
    async beginTotp({ res }: Of<'beginTotp'>): Promise<TotpSetupReply> {
      return { success: true, ...(await enrolment.beginTotp(principalOf(res))) };
    },
    async confirmTotp({ body, req, res }: Of<'confirmTotp'>): Promise<RecoveryCodesReply> {
      const recoveryCodes = await enrolment.confirmTotp(principalOf(res), body.code, addressOf(req));
      return { success: true, recoveryCodes };
    },
    async removeTotp({ req, res }: Of<'removeTotp'>) {
      await enrolment.removeTotp(principalOf(res), addressOf(req));
      return done;
    },
    async newPasskeyOptions({ res }: Of<'newPasskeyOptions'>): Promise<PasskeyOptionsReply> {
      return toOptionsReply(res, await enrolment.askPasskey(principalOf(res)));
    },
    async addPasskey({ body, req, res }: Of<'addPasskey'>): Promise<RecoveryCodesReply> {
      const { name, passkey } = body;
      const recoveryCodes = await enrolment.addPasskey(principalOf(res), name, passkey, addressOf(req));
      return { success: true, recoveryCodes };
    },
    async renamePasskey({ params, body, res }: Of<'renamePasskey'>) {
      await enrolment.renamePasskey(principalOf(res), params.passkeyId, body.name);
      return done;
    },
    async removePasskey({ params, req, res }: Of<'removePasskey'>) {
      await enrolment.removePasskey(principalOf(res), params.passkeyId, addressOf(req));
      return done;
    },
    async renewRecoveryCodes({ req, res }: Of<'renewRecoveryCodes'>): Promise<RecoveryCodesReply> {
      return { success: true, recoveryCodes: await enrolment.renewRecoveryCodes(principalOf(res), addressOf(req)) };
    },

    // --- what the account asks of its owners ---
    async security({ res }: Of<'security'>): Promise<SecurityReply> {
      return { success: true, security: await rule.of(principalOf(res).accountId) };
    },
    async changeSecurity({ body, req, res }: Of<'changeSecurity'>): Promise<SecurityReply> {
      const security = await rule.set(principalOf(res), body.ownersNeedSecondFactor, addressOf(req));
      return { success: true, security };
    },
  };
}
export type SecondFactorController = ReturnType<typeof createSecondFactorController>;
