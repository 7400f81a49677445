import { Router } from 'express';
import type { RequireAuth } from '../requireAuth.js';
import type { SecondFactorController } from './secondFactor.controller.js';

/** Below `/api/auth`. All of it is open to an owner who has to set up a second factor before anything else. */
export function secondFactorRoutes(factors: SecondFactorController, requireSession: RequireAuth): Router {
  const router = Router();
  router.post('/second-step', factors.secondStep);
  router.post('/second-step/passkey-options', factors.secondStepPasskeyOptions);
  router.post('/passkey/options', factors.passkeyLoginOptions);
  router.post('/passkey', factors.passkeyLogin);

  router.post('/proof', requireSession, factors.prove);
  router.post('/proof/passkey-options', requireSession, factors.proofPasskeyOptions);

  router.get('/second-factor', requireSession, factors.look);
  router.post('/second-factor/totp', requireSession, factors.beginTotp);
  router.post('/second-factor/totp/confirm', requireSession, factors.confirmTotp);
  router.delete('/second-factor/totp', requireSession, factors.removeTotp);
  router.post('/second-factor/passkeys/options', requireSession, factors.newPasskeyOptions);
  router.post('/second-factor/passkeys', requireSession, factors.addPasskey);
  router.patch('/second-factor/passkeys/:passkeyId', requireSession, factors.renamePasskey);
  router.delete('/second-factor/passkeys/:passkeyId', requireSession, factors.removePasskey);
  router.post('/second-factor/recovery-codes', requireSession, factors.renewRecoveryCodes);
  return router;
}
