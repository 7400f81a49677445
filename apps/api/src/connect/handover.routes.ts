import { Router } from 'express';
import type { AccountService } from '../accounts/account.service.js';
import type { RequireMay } from '../accounts/requireMay.js';
import type { HandoverController } from './handover.controller.js';

export interface HandoversRoutesDeps {
  handovers: HandoverController;
  requireMay: RequireMay;
  permissionsOf: AccountService['permissionsOf'];
}

/** Everything below `/api/integrations/whatsapp/handovers`: for members. */
export function handoversRoutes({ handovers, requireMay, permissionsOf }: HandoversRoutesDeps): Router {
  const router = Router();
  const mayCreate = requireMay('handover.create', ({ accountId }) => permissionsOf(accountId));
  router.post('/', mayCreate, handovers.create);
  router.get('/:handoverId', requireMay('handover.read'), handovers.get);
  router.delete('/:handoverId', requireMay('handover.cancel'), handovers.cancel);
  return router;
}

/** Everything below `/api/handover`: for whoever opens a link. Nobody has to be signed in. */
export function handoverRoutes(handovers: HandoverController, requireMay: RequireMay): Router {
  const router = Router();
  const mayUse = requireMay('handover.use');
  router.use((_req, res, next) => {
    res.setHeader('Cache-Control', 'no-store');
    next();
  });
  router.post('/look', mayUse, handovers.look);
  router.post('/start', mayUse, handovers.start);
  router.post('/finish', mayUse, handovers.finish);
  router.post('/cancel', mayUse, handovers.leave);
  router.post('/choose', mayUse, handovers.choose);
  router.get('/attempt', mayUse, handovers.attempt);
  return router;
}
