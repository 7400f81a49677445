import type { HandOverAccountRequest, Role } from '@switchboard/contracts';
import { AppError } from '../platform/errors.js';
import type { AccountService } from './account.service.js';
import type { AccountMails } from './accountMails.js';
import type { AuditService } from './audit.service.js';
import { traitsOf } from './policy.js';
import type { SetRole } from './roleChange.js';
import type { FreshProof } from './secondFactor/freshProof.service.js';
import type { Principal } from './session.service.js';

export interface RoleDeps {
  setRole: SetRole;
  accounts: Pick<AccountService, 'getName' | 'getUserName'>;
  freshProof: Pick<FreshProof, 'requireWithPassword'>;
  audit: AuditService;
  mails: Pick<AccountMails, 'notify'>;
}

export function createRoleService({ setRole, accounts, freshProof, audit, mails }: RoleDeps) {
  return {
    async changeRole(principal: Principal, userId: string, role: Role, address: string): Promise<void> {
      const { accountId } = principal;
      const before = await setRole(accountId, userId, role);
      if (before === role) return;
      const name = await accounts.getUserName(userId);
      const text = `${name} is ${traitsOf[role].called} now, and was ${traitsOf[before].called}.`;
      await audit.record({ accountId, action: 'member.role_changed', text, userId: principal.userId, address });
    },

    /**
     * The other becomes an owner first, so that there always is one. @throws AppError `wrong_password`, `proof_needed`
     */
    async handOver(
      principal: Principal,
      { userId, currentPassword }: HandOverAccountRequest,
      address: string,
    ): Promise<void> {
      const { accountId } = principal;
      await freshProof.requireWithPassword(principal, currentPassword);
      if (userId === principal.userId) throw new AppError('last_owner');
      await setRole(accountId, userId, 'owner');
      await setRole(accountId, principal.userId, 'support');
      const [from, to] = [await accounts.getUserName(principal.userId), await accounts.getUserName(userId)];
      const text = `${from} handed the account over to ${to}, and is support staff now.`;
      await audit.record({ accountId, action: 'account.handed_over', text, userId: principal.userId, address });
      const accountName = await accounts.getName(accountId);
      await mails.notify({
        userId,
        subject: 'You are an owner on Switchboard now',
        paragraphs: [`${from} handed ${accountName} over to you. You manage its numbers and its team now.`],
      });
    },
  };
}
export type RoleService = ReturnType<typeof createRoleService>;
