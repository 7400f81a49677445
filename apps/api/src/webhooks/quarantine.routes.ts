import { quarantineEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { Mount } from '../accounts/mount.js';
import { principalOf } from '../accounts/requireMay.js';
import type { QuarantineService } from './quarantine.service.js';

/** What waits in quarantine, and trying it once more. */
export function quarantineRoutes(quarantine: QuarantineService, mount: Mount): Router {
  const router = Router();
  mount(router, quarantineEndpoints.summary, async ({ res }) => ({
    success: true,
    ...(await quarantine.summary(principalOf(res).accountId)),
    replayed: 0,
  }));
  mount(router, quarantineEndpoints.replay, async ({ res }) => {
    const { accountId } = principalOf(res);
    const replayed = (await quarantine.replay(accountId)) + (await quarantine.replayNotUnderstood(accountId));
    return { success: true, ...(await quarantine.summary(accountId)), replayed };
  });
  return router;
}
