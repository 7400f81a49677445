import { type ImprintReply, systemEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { Mount } from '../accounts/mount.js';
import { done } from '../platform/endpoint.js';

export function imprintRoutes(imprint: Omit<ImprintReply, 'success'>, mount: Mount): Router {
  const router = Router();
  mount(router, systemEndpoints.imprint, async () => ({ ...done, ...imprint }));
  return router;
}
