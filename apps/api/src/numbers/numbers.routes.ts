import { numberEndpoints } from '@switchboard/contracts';
import { type Request, type Response, Router } from 'express';
import type { Mount } from '../accounts/mount.js';
import { getPrincipal, readAddress } from '../accounts/requireMay.js';
import { done } from '../platform/endpoint.js';
import type { PinService } from './pin.service.js';
import type { ProveService } from './prove.service.js';
import type { Asking, RegistrationService } from './registration.service.js';

export interface NumbersRoutesDeps {
  registration: RegistrationService;
  pins: PinService;
  prove: ProveService;
  mount: Mount;
}

function readAsking({ req, res }: { req: Request; res: Response }): Asking {
  const { accountId, userId, role } = getPrincipal(res);
  return { accountId, userId, role, address: readAddress(req) };
}

/** Registering a number, its PIN, proving that it works. */
export function numbersRoutes({ registration, pins, prove, mount }: NumbersRoutesDeps): Router {
  const router = Router();
  mount(router, numberEndpoints.register, async ({ params, body, ...call }) => ({
    ...done,
    phoneNumber: await registration.register(readAsking(call), params.phoneNumberId, body.pin),
  }));
  mount(router, numberEndpoints.revealPin, async ({ params, ...call }) => ({
    ...done,
    ...(await pins.reveal(readAsking(call), params.phoneNumberId)),
  }));
  mount(router, numberEndpoints.changePin, async ({ params, body, ...call }) => ({
    ...done,
    ...(await pins.change(readAsking(call), params.phoneNumberId, body.pin)),
  }));
  mount(router, numberEndpoints.requestCode, async ({ params, body, ...call }) => {
    const { method, language = 'en_US' } = body;
    const phoneNumber = await registration.requestCode(readAsking(call), params.phoneNumberId, { method, language });
    return { ...done, phoneNumber };
  });
  mount(router, numberEndpoints.confirmCode, async ({ params, body, ...call }) => ({
    ...done,
    phoneNumber: await registration.confirmCode(readAsking(call), params.phoneNumberId, body.code),
  }));
  mount(router, numberEndpoints.prove, async ({ params, res }) => ({
    ...done,
    ...(await prove.link(getPrincipal(res).accountId, params.phoneNumberId)),
  }));
  mount(router, numberEndpoints.latestTestMessage, async ({ params, res }) => ({
    ...done,
    test: await prove.latest(getPrincipal(res).accountId, params.phoneNumberId),
  }));
  mount(router, numberEndpoints.sendTestMessage, async ({ params, body, res }) => ({
    ...done,
    test: await prove.send(getPrincipal(res), params.phoneNumberId, body.to),
  }));
  return router;
}
