import { type AlertsReply, alertEndpoints } from '@switchboard/contracts';
import { type Response, Router } from 'express';
import type { Mount } from '../accounts/mount.js';
import { getPrincipal } from '../accounts/requireMay.js';
import { done } from '../platform/endpoint.js';
import type { AlertService } from './alert.service.js';

export interface AlertRoutesDeps {
  alerts: AlertService;
  mount: Mount;
  emailWorks: boolean;
}

export function alertRoutes({ alerts, mount, emailWorks }: AlertRoutesDeps): Router {
  const router = Router();
  const listFor = async (res: Response): Promise<AlertsReply> => ({
    ...done,
    emailWorks,
    ...(await alerts.list(getPrincipal(res))),
  });
  mount(router, alertEndpoints.list, ({ res }) => listFor(res));
  mount(router, alertEndpoints.markSeen, async ({ res }) => {
    await alerts.markSeen(getPrincipal(res));
    return listFor(res);
  });
  mount(router, alertEndpoints.configure, async ({ body, res }) => {
    await alerts.setEmail(getPrincipal(res), body.email);
    return listFor(res);
  });
  return router;
}
