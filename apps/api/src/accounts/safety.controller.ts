import { pipeline } from 'node:stream/promises';
import type {
  AuditReply,
  accountEndpoints,
  accountPermissionsReply,
  accountSecurityReply,
  secondFactorEndpoints,
} from '@switchboard/contracts';
import type { z } from 'zod';
import type { Call } from '../platform/endpoint.js';
import type { AccountService } from './account.service.js';
import type { AuditService } from './audit.service.js';
import { auditCsv } from './auditCsv.js';
import { getPrincipal, readAddress } from './requireMay.js';
import type { AccountSecurityService } from './secondFactor/accountSecurity.service.js';

export interface SafetyControllerDeps {
  accounts: AccountService;
  audit: AuditService;
  accountSecurity: AccountSecurityService;
}

type Of<Name extends keyof typeof accountEndpoints> = Call<(typeof accountEndpoints)[Name]>;
type PermissionsReply = z.infer<typeof accountPermissionsReply>;
type SecurityReply = z.infer<typeof accountSecurityReply>;

/** What owners allow support staff and ask of each other, and who did what that matters for safety. */
export function createSafetyController({ accounts, audit, accountSecurity }: SafetyControllerDeps) {
  return {
    async permissions({ res }: Of<'permissions'>): Promise<PermissionsReply> {
      return { success: true, permissions: await accounts.getPermissions(getPrincipal(res).accountId) };
    },
    async changePermissions({ body, req, res }: Of<'changePermissions'>): Promise<PermissionsReply> {
      const { accountId, userId } = getPrincipal(res);
      // Nothing is asked for, so nothing happens. The same value again is audited: a first try may have ended before its entry.
      if (Object.keys(body).length === 0) {
        return { success: true, permissions: await accounts.getPermissions(accountId) };
      }
      const permissions = await accounts.setPermissions(accountId, body);
      const may = (allowed: boolean) => (allowed ? 'may' : 'may not');
      await audit.record({
        accountId,
        action: 'account.settings_changed',
        text: `Support staff ${may(permissions.supportMayRevoke)} remove the app at Meta, and ${may(permissions.supportMayHandOver)} make hand-over links.`,
        userId,
        address: readAddress(req),
      });
      return { success: true, permissions };
    },
    async security({ res }: Call<typeof secondFactorEndpoints.security>): Promise<SecurityReply> {
      return { success: true, security: await accountSecurity.describe(getPrincipal(res).accountId) };
    },
    async changeSecurity({
      body,
      req,
      res,
    }: Call<typeof secondFactorEndpoints.changeSecurity>): Promise<SecurityReply> {
      const security = await accountSecurity.change(getPrincipal(res), body.ownersNeedSecondFactor, readAddress(req));
      return { success: true, security };
    },
    async audit({ query, res }: Of<'audit'>): Promise<AuditReply> {
      return { success: true, ...(await audit.list(getPrincipal(res).accountId, query)) };
    },
    async auditCsv({ query, req, res }: Of<'auditCsv'>) {
      const { accountId, userId } = getPrincipal(res);
      const rows = audit.each(accountId, query);
      const text = 'The audit log was downloaded.';
      await audit.record({ accountId, action: 'data.downloaded', text, userId, address: readAddress(req) });
      res.attachment('switchboard-audit.csv').type('text/csv; charset=utf-8');
      await pipeline(rows, auditCsv(), res);
      return undefined;
    },
  };
}
export type SafetyController = ReturnType<typeof createSafetyController>;
