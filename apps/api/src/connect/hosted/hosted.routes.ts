import { operatorEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { Mount } from '../../accounts/mount.js';
import { done } from '../../platform/endpoint.js';
import type { HostedService } from './hosted.service.js';

/** Everything below `/api/operator/hosted-signups`: over all accounts, so for the operator alone. */
export function hostedRoutes(hosted: HostedService, mount: Mount): Router {
  const router = Router();
  mount(router, operatorEndpoints.hostedSignups, async () => ({ ...done, ...(await hosted.list()) }));
  mount(router, operatorEndpoints.lookAtHosted, async ({ params }) => ({
    ...done,
    ...(await hosted.look(params.wabaId)),
  }));
  mount(router, operatorEndpoints.assignHosted, async ({ params, body }) => ({
    ...done,
    ...(await hosted.assign(params.wabaId, body)),
  }));
  mount(router, operatorEndpoints.dismissHosted, async ({ params }) => ({
    ...done,
    ...(await hosted.dismiss(params.wabaId)),
  }));
  return router;
}
