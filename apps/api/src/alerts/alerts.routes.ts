import { alertSettingsRequest, alertsReply } from '@switchboard/contracts';
import { type Response, Router } from 'express';
import { principalOf, type RequireMay } from '../accounts/requireMay.js';
import { sendReply } from '../platform/sendReply.js';
import type { AlertService } from './alert.service.js';

export interface AlertRoutesDeps {
  alerts: AlertService;
  requireMay: RequireMay;
  emailWorks: boolean;
}

/** `GET /api/alerts`, `POST /api/alerts/seen`, `PATCH /api/alerts`: each answers with how it is now. */
export function alertRoutes({ alerts, requireMay, emailWorks }: AlertRoutesDeps): Router {
  const router = Router();
  const answer = async (res: Response) => {
    sendReply(res, alertsReply, { success: true, emailWorks, ...(await alerts.list(principalOf(res))) });
  };
  router.get('/', requireMay('alert.read'), (_req, res) => answer(res));
  router.post('/seen', requireMay('alert.read'), async (_req, res) => {
    await alerts.markSeen(principalOf(res));
    await answer(res);
  });
  router.patch('/', requireMay('alert.configure'), async (req, res) => {
    const { email } = alertSettingsRequest.parse(req.body);
    await alerts.setEmail(principalOf(res), email);
    await answer(res);
  });
  return router;
}
