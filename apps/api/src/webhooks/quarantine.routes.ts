import { quarantineReply } from '@switchboard/contracts';
import { Router } from 'express';
import { principalOf, type RequireAuth } from '../accounts/requireAuth.js';
import { AppError } from '../platform/errors.js';
import type { QuarantineService } from './quarantine.service.js';

/** `GET /api/quarantine`, `POST /api/quarantine/replay`: for owners. */
export function quarantineRoutes(quarantine: QuarantineService, requireAuth: RequireAuth): Router {
  const router = Router();
  router.use(requireAuth, (_req, res, next) => {
    if (principalOf(res).role !== 'owner') throw new AppError('owner_only');
    next();
  });
  router.get('/', async (_req, res) => {
    const summary = await quarantine.summary(principalOf(res).accountId);
    res.json(quarantineReply.parse({ success: true, ...summary, replayed: 0 }));
  });
  router.post('/replay', async (_req, res) => {
    const { accountId } = principalOf(res);
    const replayed = (await quarantine.replay(accountId)) + (await quarantine.replayNotUnderstood(accountId));
    const summary = await quarantine.summary(accountId);
    res.json(quarantineReply.parse({ success: true, ...summary, replayed }));
  });
  return router;
}
