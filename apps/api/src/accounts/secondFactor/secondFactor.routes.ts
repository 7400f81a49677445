import { secondFactorEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { Mount } from '../mount.js';
import type { SecondFactorController } from './secondFactor.controller.js';

/** All but what the account asks of its owners is open to an owner who has to set up a second factor first. */
export function secondFactorRoutes(factors: SecondFactorController, mount: Mount): Router {
  const router = Router();
  mount(router, secondFactorEndpoints.finishStep, factors.finishStep);
  mount(router, secondFactorEndpoints.stepPasskeyOptions, factors.stepPasskeyOptions);
  mount(router, secondFactorEndpoints.passkeyLoginOptions, factors.passkeyLoginOptions);
  mount(router, secondFactorEndpoints.passkeyLogin, factors.passkeyLogin);

  mount(router, secondFactorEndpoints.prove, factors.prove);
  mount(router, secondFactorEndpoints.proofPasskeyOptions, factors.proofPasskeyOptions);

  mount(router, secondFactorEndpoints.get, factors.get);
  mount(router, secondFactorEndpoints.beginTotp, factors.beginTotp);
  mount(router, secondFactorEndpoints.confirmTotp, factors.confirmTotp);
  mount(router, secondFactorEndpoints.removeTotp, factors.removeTotp);
  mount(router, secondFactorEndpoints.newPasskeyOptions, factors.newPasskeyOptions);
  mount(router, secondFactorEndpoints.addPasskey, factors.addPasskey);
  mount(router, secondFactorEndpoints.renamePasskey, factors.renamePasskey);
  mount(router, secondFactorEndpoints.removePasskey, factors.removePasskey);
  mount(router, secondFactorEndpoints.renewRecoveryCodes, factors.renewRecoveryCodes);

  mount(router, secondFactorEndpoints.security, factors.security);
  mount(router, secondFactorEndpoints.changeSecurity, factors.changeSecurity);
  return router;
}
