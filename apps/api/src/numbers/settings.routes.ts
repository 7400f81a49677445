import { addNumberReply, addNumberRequest, numbersReply } from '@switchboard/contracts';
import { Router } from 'express';
import { type RequireAuth, signedOf } from '../accounts/requireAuth.js';
import { AppError } from '../platform/errors.js';
import type { NumberService } from './number.service.js';
import type { SettingsService } from './settings.service.js';

/** `GET/POST /api/settings/phone-numbers` */
export function settingsRoutes(numbers: NumberService, settings: SettingsService, requireAuth: RequireAuth): Router {
  const router = Router();
  router.use(requireAuth);
  router.get('/phone-numbers', async (_req, res) => {
    res.json(numbersReply.parse({ success: true, phoneNumbers: await numbers.list(signedOf(res).accountId) }));
  });
  router.post('/phone-numbers', async (req, res) => {
    const signed = signedOf(res);
    if (signed.role !== 'owner') throw new AppError('owner_only');
    const phoneNumber = await settings.add(signed.accountId, addNumberRequest.parse(req.body));
    res.status(201).json(addNumberReply.parse({ success: true, phoneNumber }));
  });
  return router;
}
