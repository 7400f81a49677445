import {
  addNumberReply,
  addNumberRequest,
  noticesReply,
  numbersReply,
  updateNumberReply,
  updateNumberRequest,
} from '@switchboard/contracts';
import { Router } from 'express';
import { addressOf, principalOf, type RequireMay } from '../accounts/requireMay.js';
import { sendReply } from '../platform/sendReply.js';
import type { NoticeService } from './notice.service.js';
import type { NumberService } from './number.service.js';
import type { SettingsService } from './settings.service.js';

/** `GET/POST /api/settings/phone-numbers`, `PATCH …/:phoneNumberId` */
export function settingsRoutes(numbers: NumberService, settings: SettingsService, requireMay: RequireMay): Router {
  const router = Router();
  router.get('/phone-numbers', requireMay('connection.read'), async (_req, res) => {
    res.json(numbersReply.parse({ success: true, phoneNumbers: await numbers.list(principalOf(res).accountId) }));
  });
  router.post('/phone-numbers', requireMay('number.add'), async (req, res) => {
    const principal = principalOf(res);
    const phoneNumber = await settings.add(principal.accountId, addNumberRequest.parse(req.body), {
      userId: principal.userId,
      address: addressOf(req),
    });
    res.status(201).json(addNumberReply.parse({ success: true, phoneNumber }));
  });
  router.patch('/phone-numbers/:phoneNumberId', requireMay('number.configure'), async (req, res) => {
    const principal = principalOf(res);
    const { readMarks } = updateNumberRequest.parse(req.body);
    const phoneNumber = await numbers.setReadMarks(principal.accountId, req.params.phoneNumberId, readMarks);
    res.json(updateNumberReply.parse({ success: true, phoneNumber }));
  });
  return router;
}

/** `GET /api/notices`: what Meta said about the account's numbers. */
export function noticeRoutes(notices: NoticeService, requireMay: RequireMay): Router {
  const router = Router();
  router.get('/', requireMay('connection.read'), async (_req, res) => {
    sendReply(res, noticesReply, { success: true, notices: await notices.list(principalOf(res).accountId) });
  });
  return router;
}
