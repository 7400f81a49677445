import { secondFactorEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { Mount } from '../mount.js';
import type { SafetyController } from '../safety.controller.js';
import type { SecondFactorController } from './secondFactor.controller.js';
import type { SecondStepController } from './secondStep.controller.js';

export interface SecondFactorRoutesDeps {
  steps: SecondStepController;
  factors: SecondFactorController;
  safety: Pick<SafetyController, 'security' | 'changeSecurity'>;
  mount: Mount;
}

/** All but what the account asks of its owners is open to an owner who has to set up a second factor first. */
export function secondFactorRoutes({ steps, factors, safety, mount }: SecondFactorRoutesDeps): Router {
  const router = Router();
  mount(router, secondFactorEndpoints.finishStep, steps.finishStep);
  mount(router, secondFactorEndpoints.stepPasskeyOptions, steps.stepPasskeyOptions);
  mount(router, secondFactorEndpoints.passkeyLoginOptions, steps.passkeyLoginOptions);
  mount(router, secondFactorEndpoints.passkeyLogin, steps.passkeyLogin);

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

  mount(router, secondFactorEndpoints.security, safety.security);
  mount(router, secondFactorEndpoints.changeSecurity, safety.changeSecurity);
  return router;
}
