import { quarantineEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { Mount } from '../accounts/mount.js';
import { getPrincipal } from '../accounts/requireMay.js';
import { done } from '../platform/endpoint.js';
import type { QuarantineService } from './quarantine.service.js';

/** What waits in quarantine, and trying it once more. */
export function quarantineRoutes(quarantine: QuarantineService, mount: Mount): Router {
  const router = Router();
  mount(router, quarantineEndpoints.summary, async ({ res }) => ({
    ...done,
    ...(await quarantine.summary(getPrincipal(res).accountId)),
    replayed: 0,
  }));
  mount(router, quarantineEndpoints.replay, async ({ res }) => {
    const { accountId } = getPrincipal(res);
    const replayed = (await quarantine.replay(accountId)) + (await quarantine.replayNotUnderstood(accountId));
    return { ...done, ...(await quarantine.summary(accountId)), replayed };
  });
  return router;
}
