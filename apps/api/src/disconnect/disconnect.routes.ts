import { Router } from 'express';
import type { RequireMay } from '../accounts/requireMay.js';
import type { DisconnectController } from './disconnect.controller.js';

export function disconnectRoutes(disconnect: DisconnectController, requireMay: RequireMay): Router {
  const router = Router();
  router.get('/disconnect/preview', requireMay('number.disconnect'), disconnect.previewDisconnect);
  router.post('/disconnect', requireMay('number.disconnect'), disconnect.disconnect);
  router.post('/disconnect/undo', requireMay('number.disconnect'), disconnect.undoDisconnect);
  router.post('/resume', requireMay('number.resume'), disconnect.resume);
  return router;
}
