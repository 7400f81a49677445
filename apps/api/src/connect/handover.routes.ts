import { Router } from 'express';
import type { RequireAuth } from '../accounts/requireAuth.js';
import type { HandoverController } from './handover.controller.js';

/** Everything below `/api/integrations/whatsapp/handovers`: for members. */
export function handoversRoutes(handovers: HandoverController, requireAuth: RequireAuth): Router {
  const router = Router();
  router.use(requireAuth);
  router.post('/', handovers.create);
  router.get('/:handoverId', handovers.get);
  router.delete('/:handoverId', handovers.cancel);
  return router;
}

/** Everything below `/api/handover`: for whoever opens a link. Nobody has to be signed in. */
export function handoverRoutes(handovers: HandoverController): Router {
  const router = Router();
  router.use((_req, res, next) => {
    res.setHeader('Cache-Control', 'no-store');
    next();
  });
  router.post('/look', handovers.look);
  router.post('/start', handovers.start);
  router.post('/finish', handovers.finish);
  router.post('/cancel', handovers.leave);
  router.post('/choose', handovers.choose);
  router.get('/attempt', handovers.attempt);
  return router;
}
