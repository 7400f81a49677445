import { pipeline } from 'node:stream/promises';
import {
  accountPermissionsReply,
  accountPermissionsRequest,
  accountSecurityReply,
  accountSecurityRequest,
  auditQuery,
  auditReply,
} from '@switchboard/contracts';
import type { Request, Response } from 'express';
import { sendReply } from '../platform/sendReply.js';
import type { AccountService } from './account.service.js';
import type { AuditService } from './audit.service.js';
import { auditCsv } from './auditCsv.js';
import { addressOf, principalOf } from './requireMay.js';
import type { AccountSecurityService } from './secondFactor/accountSecurity.service.js';

export interface SafetyControllerDeps {
  accounts: AccountService;
  audit: AuditService;
  accountSecurity: AccountSecurityService;
}

/** What owners allow support staff and ask of each other, and who did what that matters for safety. */
export function createSafetyController({ accounts, audit, accountSecurity }: SafetyControllerDeps) {
  return {
    async permissions(_req: Request, res: Response) {
      const permissions = await accounts.permissionsOf(principalOf(res).accountId);
      res.json(accountPermissionsReply.parse({ success: true, permissions }));
    },
    async changePermissions(req: Request, res: Response) {
      const { accountId, userId } = principalOf(res);
      const change = accountPermissionsRequest.parse(req.body);
      const permissions = await accounts.setPermissions(accountId, change);
      const may = (allowed: boolean) => (allowed ? 'may' : 'may not');
      await audit.record({
        accountId,
        action: 'account.settings_changed',
        text: `Support staff ${may(permissions.supportMayRevoke)} remove the app at Meta, and ${may(permissions.supportMayHandOver)} make hand-over links.`,
        userId,
        address: addressOf(req),
      });
      res.json(accountPermissionsReply.parse({ success: true, permissions }));
    },
    async security(_req: Request, res: Response) {
      const security = await accountSecurity.describe(principalOf(res).accountId);
      res.json(accountSecurityReply.parse({ success: true, security }));
    },
    async changeSecurity(req: Request, res: Response) {
      const { ownersNeedSecondFactor } = accountSecurityRequest.parse(req.body);
      const security = await accountSecurity.change(principalOf(res), ownersNeedSecondFactor, addressOf(req));
      res.json(accountSecurityReply.parse({ success: true, security }));
    },
    async audit(req: Request, res: Response) {
      const { accountId } = principalOf(res);
      sendReply(res, auditReply, { success: true, ...(await audit.list(accountId, auditQuery.parse(req.query))) });
    },
    async auditCsv(req: Request, res: Response) {
      const { accountId, userId } = principalOf(res);
      const rows = audit.each(accountId, auditQuery.parse(req.query));
      const text = 'The audit log was downloaded.';
      await audit.record({ accountId, action: 'data.downloaded', text, userId, address: addressOf(req) });
      res.attachment('switchboard-audit.csv').type('text/csv; charset=utf-8');
      await pipeline(rows, auditCsv(), res);
    },
  };
}
export type SafetyController = ReturnType<typeof createSafetyController>;
