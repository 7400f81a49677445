import { quarantineReply } from '@switchboard/contracts';
import { Router } from 'express';
import { type HeavyRead, principalOf, type RequireMay } from '../accounts/requireMay.js';
import { sendReply } from '../platform/sendReply.js';
import type { QuarantineService } from './quarantine.service.js';

/** `GET /api/quarantine`, `POST /api/quarantine/replay`. */
export function quarantineRoutes(
  quarantine: QuarantineService,
  { requireMay, heavyRead }: { requireMay: RequireMay; heavyRead: HeavyRead },
): Router {
  const router = Router();
  router.get('/', requireMay('quarantine.read'), async (_req, res) => {
    const summary = await quarantine.summary(principalOf(res).accountId);
    sendReply(res, quarantineReply, { success: true, ...summary, replayed: 0 });
  });
  router.post('/replay', requireMay('quarantine.replay'), heavyRead(200), async (_req, res) => {
    const { accountId } = principalOf(res);
    const replayed = (await quarantine.replay(accountId)) + (await quarantine.replayNotUnderstood(accountId));
    const summary = await quarantine.summary(accountId);
    sendReply(res, quarantineReply, { success: true, ...summary, replayed });
  });
  return router;
}
