import { numberEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { Mount } from '../accounts/mount.js';
import { getPrincipal, readAddress } from '../accounts/requireMay.js';
import { done } from '../platform/endpoint.js';
import type { NoticeService } from './notice.service.js';
import type { NumberService } from './number.service.js';
import type { SettingsService } from './settings.service.js';

export function settingsRoutes(numbers: NumberService, settings: SettingsService, mount: Mount): Router {
  const router = Router();
  mount(router, numberEndpoints.list, async ({ res }) => ({
    ...done,
    phoneNumbers: await numbers.list(getPrincipal(res).accountId),
  }));
  mount(router, numberEndpoints.add, async ({ body, req, res }) => {
    const { accountId, userId } = getPrincipal(res);
    return { ...done, phoneNumber: await settings.add(accountId, body, { userId, address: readAddress(req) }) };
  });
  mount(router, numberEndpoints.configure, async ({ params, body, res }) => {
    const { accountId } = getPrincipal(res);
    return { ...done, phoneNumber: await numbers.setReadMarks(accountId, params.phoneNumberId, body.readMarks) };
  });
  return router;
}

/** What Meta said about the account's numbers. */
export function noticeRoutes(notices: NoticeService, mount: Mount): Router {
  const router = Router();
  mount(router, numberEndpoints.notices, async ({ res }) => ({
    ...done,
    notices: await notices.list(getPrincipal(res).accountId),
  }));
  return router;
}
