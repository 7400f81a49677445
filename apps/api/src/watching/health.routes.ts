import { healthReply, metaId } from '@switchboard/contracts';
import { Router } from 'express';
import { z } from 'zod';
import { principalOf, type RequireMay } from '../accounts/requireMay.js';
import { AppError } from '../platform/errors.js';
import type { HealthService } from './health.service.js';

const healthQuery = z.strictObject({ days: z.coerce.number().int().min(1).max(400).default(30) });

/** `GET /api/integrations/whatsapp/numbers/:phoneNumberId/health?days=30` */
export function healthHistoryRoutes(health: HealthService, requireMay: RequireMay): Router {
  const router = Router();
  router.get('/:phoneNumberId/health', requireMay('connection.read'), async (req, res) => {
    const { days } = healthQuery.parse(req.query);
    const phoneNumberId = metaId.safeParse(req.params.phoneNumberId);
    if (!phoneNumberId.success) throw new AppError('number_not_found');
    const history = await health.history(principalOf(res).accountId, phoneNumberId.data, days);
    res.json(healthReply.parse({ success: true, ...history }));
  });
  return router;
}
