import { operatorEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { Mount } from '../../accounts/mount.js';
import type { HostedService } from './hosted.service.js';

/** Everything below `/api/operator/hosted-signups`: over all accounts, so for the operator alone. */
export function hostedRoutes(hosted: HostedService, mount: Mount): Router {
  const router = Router();
  mount(router, operatorEndpoints.hostedSignups, async () => ({ success: true, ...(await hosted.list()) }));
  mount(router, operatorEndpoints.lookAtHosted, async ({ params }) => ({
    success: true,
    ...(await hosted.look(params.wabaId)),
  }));
  mount(router, operatorEndpoints.assignHosted, async ({ params, body }) => ({
    success: true,
    ...(await hosted.assign(params.wabaId, body)),
  }));
  mount(router, operatorEndpoints.dismissHosted, async ({ params }) => ({
    success: true,
    ...(await hosted.dismiss(params.wabaId)),
  }));
  return router;
}
