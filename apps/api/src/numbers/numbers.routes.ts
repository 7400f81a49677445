import { numberEndpoints } from '@switchboard/contracts';
import { type Request, type Response, Router } from 'express';
import type { Mount } from '../accounts/mount.js';
import { addressOf, principalOf } from '../accounts/requireMay.js';
import type { ProveService } from './prove.service.js';
import type { Asking, RegistrationService } from './registration.service.js';

export interface NumbersRoutesDeps {
  registration: RegistrationService;
  prove: ProveService;
  mount: Mount;
}

function askingOf({ req, res }: { req: Request; res: Response }): Asking {
  const { accountId, userId, role } = principalOf(res);
  return { accountId, userId, role, address: addressOf(req) };
}

/** Registering a number, its PIN, proving that it works. */
export function numbersRoutes({ registration, prove, mount }: NumbersRoutesDeps): Router {
  const router = Router();
  mount(router, numberEndpoints.register, async ({ params, body, ...call }) => ({
    success: true,
    phoneNumber: await registration.register(askingOf(call), params.phoneNumberId, body.pin),
  }));
  mount(router, numberEndpoints.revealPin, async ({ params, ...call }) => ({
    success: true,
    ...(await registration.revealPin(askingOf(call), params.phoneNumberId)),
  }));
  mount(router, numberEndpoints.changePin, async ({ params, body, ...call }) => ({
    success: true,
    ...(await registration.changePin(askingOf(call), params.phoneNumberId, body.pin)),
  }));
  mount(router, numberEndpoints.requestCode, async ({ params, body, ...call }) => {
    const { method, language = 'en_US' } = body;
    const phoneNumber = await registration.requestCode(askingOf(call), params.phoneNumberId, { method, language });
    return { success: true, phoneNumber };
  });
  mount(router, numberEndpoints.confirmCode, async ({ params, body, ...call }) => ({
    success: true,
    phoneNumber: await registration.confirmCode(askingOf(call), params.phoneNumberId, body.code),
  }));
  mount(router, numberEndpoints.prove, async ({ params, res }) => ({
    success: true,
    ...(await prove.link(principalOf(res).accountId, params.phoneNumberId)),
  }));
  mount(router, numberEndpoints.latestTestMessage, async ({ params, res }) => ({
    success: true,
    test: await prove.latest(principalOf(res).accountId, params.phoneNumberId),
  }));
  mount(router, numberEndpoints.sendTestMessage, async ({ params, body, res }) => ({
    success: true,
    test: await prove.send(principalOf(res), params.phoneNumberId, body.to),
  }));
  return router;
}
