import { handoverEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { AccountService } from '../accounts/account.service.js';
import type { Mount } from '../accounts/mount.js';
import type { HandoverController } from './handover.controller.js';
import { requireChoice } from './requireChoice.js';

export interface HandoversRoutesDeps {
  handovers: HandoverController;
  mount: Mount;
  getPermissions: AccountService['getPermissions'];
}

/** Everything below `/api/integrations/whatsapp/handovers`: for members. */
export function handoversRoutes({ handovers, mount, getPermissions }: HandoversRoutesDeps): Router {
  const router = Router();
  mount(router, handoverEndpoints.create, handovers.create, {
    subject: ({ accountId }) => getPermissions(accountId),
  });
  mount(router, handoverEndpoints.get, handovers.get);
  mount(router, handoverEndpoints.cancel, handovers.cancel);
  return router;
}

/** Everything below `/api/handover`: for whoever opens a link. Nobody has to be signed in. */
export function handoverRoutes({ handovers, mount }: Pick<HandoversRoutesDeps, 'handovers' | 'mount'>): Router {
  const router = Router();
  router.use('/api/handover', (_req, res, next) => {
    res.setHeader('Cache-Control', 'no-store');
    next();
  });
  mount(router, handoverEndpoints.look, handovers.look);
  mount(router, handoverEndpoints.start, handovers.start);
  mount(router, handoverEndpoints.finish, handovers.finish);
  mount(router, handoverEndpoints.leave, handovers.leave);
  mount(router, handoverEndpoints.choose, handovers.choose, { before: [requireChoice] });
  mount(router, handoverEndpoints.attempt, handovers.attempt);
  return router;
}
