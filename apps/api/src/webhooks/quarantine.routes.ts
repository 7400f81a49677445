import { quarantineReply } from '@switchboard/contracts';
import { Router } from 'express';
import { principalOf, type RequireMay } from '../accounts/requireMay.js';
import type { QuarantineService } from './quarantine.service.js';

/** `GET /api/quarantine`, `POST /api/quarantine/replay`. */
export function quarantineRoutes(quarantine: QuarantineService, requireMay: RequireMay): Router {
  const router = Router();
  router.get('/', requireMay('quarantine.read'), async (_req, res) => {
    const summary = await quarantine.summary(principalOf(res).accountId);
    res.json(quarantineReply.parse({ success: true, ...summary, replayed: 0 }));
  });
  router.post('/replay', requireMay('quarantine.replay'), async (_req, res) => {
    const { accountId } = principalOf(res);
    const replayed = (await quarantine.replay(accountId)) + (await quarantine.replayNotUnderstood(accountId));
    const summary = await quarantine.summary(accountId);
    res.json(quarantineReply.parse({ success: true, ...summary, replayed }));
  });
  return router;
}
