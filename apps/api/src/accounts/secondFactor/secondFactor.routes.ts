import { Router } from 'express';
import type { RequireMay } from '../requireMay.js';
import type { SecondFactorController } from './secondFactor.controller.js';
import type { SecondStepController } from './secondStep.controller.js';

/** Below `/api/auth`, and open to an owner who has to set up a second factor first. */
export function secondFactorRoutes(
  steps: SecondStepController,
  factors: SecondFactorController,
  requireMay: RequireMay,
): Router {
  const router = Router();
  router.post('/second-step', requireMay('session.open'), steps.secondStep);
  router.post('/second-step/passkey-options', requireMay('session.open'), steps.secondStepPasskeyOptions);
  router.post('/passkey/options', requireMay('session.open'), steps.passkeyLoginOptions);
  router.post('/passkey', requireMay('session.open'), steps.passkeyLogin);

  router.post('/proof', requireMay('secondFactor.manage'), factors.prove);
  router.post('/proof/passkey-options', requireMay('secondFactor.manage'), factors.proofPasskeyOptions);

  router.get('/second-factor', requireMay('secondFactor.manage'), factors.look);
  router.post('/second-factor/totp', requireMay('secondFactor.manage'), factors.beginTotp);
  router.post('/second-factor/totp/confirm', requireMay('secondFactor.manage'), factors.confirmTotp);
  router.delete('/second-factor/totp', requireMay('secondFactor.manage'), factors.removeTotp);
  router.post('/second-factor/passkeys/options', requireMay('secondFactor.manage'), factors.newPasskeyOptions);
  router.post('/second-factor/passkeys', requireMay('secondFactor.manage'), factors.addPasskey);
  router.patch('/second-factor/passkeys/:passkeyId', requireMay('secondFactor.manage'), factors.renamePasskey);
  router.delete('/second-factor/passkeys/:passkeyId', requireMay('secondFactor.manage'), factors.removePasskey);
  router.post('/second-factor/recovery-codes', requireMay('secondFactor.manage'), factors.renewRecoveryCodes);
  return router;
}
