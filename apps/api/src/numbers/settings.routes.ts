import { numberEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { Mount } from '../accounts/mount.js';
import { addressOf, principalOf } from '../accounts/requireMay.js';
import type { NoticeService } from './notice.service.js';
import type { NumberService } from './number.service.js';
import type { SettingsService } from './settings.service.js';

export function settingsRoutes(numbers: NumberService, settings: SettingsService, mount: Mount): Router {
  const router = Router();
  mount(router, numberEndpoints.list, async ({ res }) => ({
    success: true,
    phoneNumbers: await numbers.list(principalOf(res).accountId),
  }));
  mount(router, numberEndpoints.add, async ({ body, req, res }) => {
    const { accountId, userId } = principalOf(res);
    return { success: true, phoneNumber: await settings.add(accountId, body, { userId, address: addressOf(req) }) };
  });
  mount(router, numberEndpoints.configure, async ({ params, body, res }) => {
    const { accountId } = principalOf(res);
    return { success: true, phoneNumber: await numbers.setReadMarks(accountId, params.phoneNumberId, body.readMarks) };
  });
  return router;
}

/** What Meta said about the account's numbers. */
export function noticeRoutes(notices: NoticeService, mount: Mount): Router {
  const router = Router();
  mount(router, numberEndpoints.notices, async ({ res }) => ({
    success: true,
    notices: await notices.list(principalOf(res).accountId),
  }));
  return router;
}
