import { numberEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { Mount } from '../accounts/mount.js';
import { getPrincipal } from '../accounts/requireMay.js';
import { done } from '../platform/endpoint.js';
import type { HealthService } from './health.service.js';

/** How a number was, day by day. */
export function healthHistoryRoutes(health: HealthService, mount: Mount): Router {
  const router = Router();
  mount(router, numberEndpoints.health, async ({ params, query, res }) => ({
    ...done,
    ...(await health.history(getPrincipal(res).accountId, params.phoneNumberId, query.days)),
  }));
  return router;
}
