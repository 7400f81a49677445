import { Router } from 'express';
import type { RequireAuth } from '../accounts/requireAuth.js';
import type { ConnectController } from './connect.controller.js';

/** Everything below `/api/integrations/whatsapp`. */
export function connectRoutes(connect: ConnectController, requireAuth: RequireAuth): Router {
  const router = Router();
  router.use(requireAuth);
  router.get('/status', connect.status);
  router.post('/oauth/start', connect.start);
  router.post('/oauth', connect.finish);
  router.post('/oauth/cancel', connect.cancel);
  router.get('/oauth/attempts/:attemptId', connect.attempt);
  router.post('/oauth/attempts/:attemptId/retry', connect.retry);
  router.post('/oauth/attempts/:attemptId/choose', connect.choose);
  router.post('/check', connect.check);
  router.post('/subscribe', connect.subscribe);
  router.get('/story', connect.story);
  router.post('/doctor', connect.doctor);
  router.get('/disconnect/preview', connect.previewDisconnect);
  router.post('/disconnect', connect.disconnect);
  router.post('/disconnect/undo', connect.undoDisconnect);
  router.post('/resume', connect.resume);
  return router;
}
