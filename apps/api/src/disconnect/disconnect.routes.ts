import { connectEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { Mount } from '../accounts/mount.js';
import type { DisconnectController } from './disconnect.controller.js';

export function disconnectRoutes(disconnect: DisconnectController, mount: Mount): Router {
  const router = Router();
  mount(router, connectEndpoints.previewDisconnect, disconnect.previewDisconnect);
  mount(router, connectEndpoints.disconnect, disconnect.disconnect);
  mount(router, connectEndpoints.undoDisconnect, disconnect.undoDisconnect);
  mount(router, connectEndpoints.resume, disconnect.resume);
  return router;
}
