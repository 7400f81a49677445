import {
  addPasskeyRequest,
  freshProofRequest,
  recoveryCodesReply,
  renamePasskeyRequest,
  secondFactorReply,
  totpConfirmRequest,
  totpSetupReply,
} from '@switchboard/contracts';
import type { Request, Response } from 'express';
import { addressOf, principalOf } from '../requireMay.js';
import { answerPasskeyOptions } from './answerPasskeyOptions.js';
import type { FreshProof } from './freshProof.service.js';
import type { OwnFactors } from './ownFactors.service.js';
import type { PasskeyEnrolment } from './passkeyEnrolment.service.js';
import type { TotpEnrolment } from './totpEnrolment.service.js';

export interface SecondFactorControllerDeps {
  own: OwnFactors;
  apps: TotpEnrolment;
  passkeys: PasskeyEnrolment;
  freshProof: FreshProof;
}

type PasskeyPath = Request<{ passkeyId: string }>;

export function createSecondFactorController({ own, apps, passkeys, freshProof }: SecondFactorControllerDeps) {
  const answerCodes = (res: Response, recoveryCodes: string[] | null, status = 200): void => {
    res.status(status).json(recoveryCodesReply.parse({ success: true, recoveryCodes }));
  };

  return {
    async prove(req: Request, res: Response) {
      await freshProof.give(principalOf(res), freshProofRequest.parse(req.body), addressOf(req));
      res.json({ success: true });
    },
    async proofPasskeyOptions(_req: Request, res: Response) {
      answerPasskeyOptions(res, await freshProof.askPasskey(principalOf(res)));
    },
    async look(_req: Request, res: Response) {
      res.json(secondFactorReply.parse({ success: true, ...(await own.describe(principalOf(res))) }));
    },
    async beginTotp(_req: Request, res: Response) {
      res.status(201).json(totpSetupReply.parse({ success: true, ...(await apps.begin(principalOf(res))) }));
    },
    async confirmTotp(req: Request, res: Response) {
      const { code } = totpConfirmRequest.parse(req.body);
      answerCodes(res, await apps.confirm(principalOf(res), code, addressOf(req)));
    },
    async removeTotp(req: Request, res: Response) {
      await apps.remove(principalOf(res), addressOf(req));
      res.json({ success: true });
    },
    async newPasskeyOptions(_req: Request, res: Response) {
      answerPasskeyOptions(res, await passkeys.ask(principalOf(res)));
    },
    async addPasskey(req: Request, res: Response) {
      const { name, passkey } = addPasskeyRequest.parse(req.body);
      answerCodes(res, await passkeys.add(principalOf(res), name, passkey, addressOf(req)), 201);
    },
    async renamePasskey(req: PasskeyPath, res: Response) {
      const { name } = renamePasskeyRequest.parse(req.body);
      await passkeys.rename(principalOf(res), req.params.passkeyId, name);
      res.json({ success: true });
    },
    async removePasskey(req: PasskeyPath, res: Response) {
      await passkeys.remove(principalOf(res), req.params.passkeyId, addressOf(req));
      res.json({ success: true });
    },
    async renewRecoveryCodes(req: Request, res: Response) {
      answerCodes(res, await own.renewRecoveryCodes(principalOf(res), addressOf(req)), 201);
    },
  };
}
export type SecondFactorController = ReturnType<typeof createSecondFactorController>;
