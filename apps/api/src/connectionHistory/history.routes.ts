import { connectEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { Mount } from '../accounts/mount.js';
import { getPrincipal } from '../accounts/requireMay.js';
import { done } from '../platform/endpoint.js';
import type { ConnectionHistoryService } from './connectionHistory.service.js';

export function historyRoutes(history: ConnectionHistoryService, mount: Mount): Router {
  const router = Router();
  mount(router, connectEndpoints.history, async ({ query, res }) => ({
    ...done,
    ...(await history.list(getPrincipal(res).accountId, query.before)),
  }));
  return router;
}
