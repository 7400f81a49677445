import {
  accountSecurityReply,
  accountSecurityRequest,
  addPasskeyRequest,
  freshProofRequest,
  passkeyLoginRequest,
  passkeyOptionsReply,
  recoveryCodesReply,
  renamePasskeyRequest,
  secondFactorReply,
  secondStepPasskeyRequest,
  secondStepRequest,
  totpConfirmRequest,
  totpSetupReply,
} from '@switchboard/contracts';
import type { Request, Response } from 'express';
import { type Clock, later, minutes } from '../../platform/clock.js';
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
  requireSameSite: (req: Request) => void;
  browserCookie: BrowserCookie;
  secondStep: SecondStepService;
  enrolment: Enrolment;
  freshProof: FreshProof;
  rule: FactorRule;
  clock: Clock;
}

type PasskeyPath = Request<{ passkeyId: string }>;

/** Logging in with a second factor or a passkey, setting them up, and proving that it is still the same person. */
export function createSecondFactorController(deps: SecondFactorControllerDeps) {
  const { auth, answerSignedIn, requireSameSite, browserCookie, secondStep, enrolment, freshProof, rule, clock } = deps;

  async function answerSession(req: Request, res: Response, { userId, accountId }: SignedInAs): Promise<void> {
    const signedIn = await auth.signInAgain(userId, accountId, whereaboutsOf(req));
    browserCookie.clear(res);
    await answerSignedIn(res, signedIn);
  }
  function answerOptions(res: Response, options: { challenge: string }): void {
    res.setHeader('Cache-Control', 'no-store');
    res.json(passkeyOptionsReply.parse({ success: true, options }));
  }
  const answerCodes = (res: Response, recoveryCodes: string[] | null, status = 200): void => {
    res.status(status).json(recoveryCodesReply.parse({ success: true, recoveryCodes }));
  };

  return {
    // --- before there is a session ---
    async secondStep(req: Request, res: Response) {
      requireSameSite(req);
      const input = secondStepRequest.parse(req.body);
      await answerSession(req, res, await secondStep.finish(input, browserCookie.read(req), addressOf(req)));
    },
    async secondStepPasskeyOptions(req: Request, res: Response) {
      requireSameSite(req);
      const { challenge } = secondStepPasskeyRequest.parse(req.body);
      answerOptions(res, await secondStep.askPasskey(challenge, browserCookie.read(req)));
    },
    async passkeyLoginOptions(req: Request, res: Response) {
      requireSameSite(req);
      const browser = browserCookie.hold(req, res, later(clock.now(), minutes(10)));
      answerOptions(res, await secondStep.askAnyPasskey(browser, addressOf(req)));
    },
    async passkeyLogin(req: Request, res: Response) {
      requireSameSite(req);
      const { passkey } = passkeyLoginRequest.parse(req.body);
      await answerSession(
        req,
        res,
        await secondStep.logInWithPasskey(passkey, browserCookie.read(req), addressOf(req)),
      );
    },

    // --- a fresh proof ---
    async prove(req: Request, res: Response) {
      await freshProof.give(principalOf(res), freshProofRequest.parse(req.body), addressOf(req));
      res.json({ success: true });
    },
    async proofPasskeyOptions(_req: Request, res: Response) {
      answerOptions(res, await freshProof.askPasskey(principalOf(res)));
    },

    // --- setting up ---
    async look(_req: Request, res: Response) {
      res.json(secondFactorReply.parse({ success: true, ...(await enrolment.of(principalOf(res))) }));
    },
    async beginTotp(_req: Request, res: Response) {
      res.status(201).json(totpSetupReply.parse({ success: true, ...(await enrolment.beginTotp(principalOf(res))) }));
    },
    async confirmTotp(req: Request, res: Response) {
      const { code } = totpConfirmRequest.parse(req.body);
      answerCodes(res, await enrolment.confirmTotp(principalOf(res), code, addressOf(req)));
    },
    async removeTotp(req: Request, res: Response) {
      await enrolment.removeTotp(principalOf(res), addressOf(req));
      res.json({ success: true });
    },
    async newPasskeyOptions(_req: Request, res: Response) {
      answerOptions(res, await enrolment.askPasskey(principalOf(res)));
    },
    async addPasskey(req: Request, res: Response) {
      const { name, passkey } = addPasskeyRequest.parse(req.body);
      answerCodes(res, await enrolment.addPasskey(principalOf(res), name, passkey, addressOf(req)), 201);
    },
    async renamePasskey(req: PasskeyPath, res: Response) {
      const { name } = renamePasskeyRequest.parse(req.body);
      await enrolment.renamePasskey(principalOf(res), req.params.passkeyId, name);
      res.json({ success: true });
    },
    async removePasskey(req: PasskeyPath, res: Response) {
      await enrolment.removePasskey(principalOf(res), req.params.passkeyId, addressOf(req));
      res.json({ success: true });
    },
    async renewRecoveryCodes(req: Request, res: Response) {
      answerCodes(res, await enrolment.renewRecoveryCodes(principalOf(res), addressOf(req)), 201);
    },

    // --- what the account asks of its owners ---
    async security(_req: Request, res: Response) {
      const security = await rule.of(principalOf(res).accountId);
      res.json(accountSecurityReply.parse({ success: true, security }));
    },
    async changeSecurity(req: Request, res: Response) {
      const { ownersNeedSecondFactor } = accountSecurityRequest.parse(req.body);
      const security = await rule.set(principalOf(res), ownersNeedSecondFactor, addressOf(req));
      res.json(accountSecurityReply.parse({ success: true, security }));
    },
  };
}
export type SecondFactorController = ReturnType<typeof createSecondFactorController>;
