import type { Me } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { AppError } from '../platform/errors.js';
import type { AccountRecord } from './account.model.js';
import type { AuditService } from './audit.service.js';
import type { MembershipRecord } from './membership.model.js';
import { listRights } from './policy.js';
import type { FactorRule } from './secondFactor/factorRule.js';
import type { Principal } from './session.service.js';
import type { UserRecord } from './user.model.js';

export interface ProfileDeps {
  accounts: Model<AccountRecord>;
  users: Model<UserRecord>;
  memberships: Model<MembershipRecord>;
  rule: Pick<FactorRule, 'isMissing'>;
  audit: AuditService;
  /** Without mail nobody can confirm an address, and none counts as unconfirmed. */
  mailWorks: boolean;
}

export function createProfileService({ accounts, users, memberships, rule, audit, mailWorks }: ProfileDeps) {
  return {
    /** @throws AppError `session_ended` when person or membership is gone */
    async describe({ userId, accountId }: Pick<Principal, 'userId' | 'accountId'>): Promise<Me> {
      const [user, account, membership] = await Promise.all([
        users.findOne({ userId }).lean(),
        accounts.findOne({ accountId }).lean(),
        memberships.findOne({ accountId, userId }).lean(),
      ]);
      if (!user || !account || !membership) throw new AppError('session_ended');
      const { role } = membership;
      const secondFactorNeeded = await rule.isMissing({ accountId, userId, role });
      return {
        user: {
          userId,
          name: user.name,
          email: user.email,
          emailConfirmed: !mailWorks || Boolean(user.emailConfirmedAt),
          newEmail: user.newEmail ?? null,
        },
        account: { accountId, name: account.name, role, secondFactorNeeded },
        may: listRights({ role }),
      };
    },

    async rename({ accountId, userId }: Principal, name: string, address: string): Promise<void> {
      const before = await users.findOneAndUpdate({ userId }, { $set: { name } }).lean();
      if (!before || before.name === name) return;
      const text = `${before.name} is called ${name} from now on.`;
      await audit.record({ accountId, action: 'member.renamed', text, userId, address });
    },

    async renameAccount({ accountId, userId }: Principal, name: string, address: string): Promise<void> {
      const before = await accounts.findOneAndUpdate({ accountId }, { $set: { name } }).lean();
      if (!before || before.name === name) return;
      const text = `The business was renamed from ${before.name} to ${name}.`;
      await audit.record({ accountId, action: 'account.settings_changed', text, userId, address });
    },
  };
}
export type ProfileService = ReturnType<typeof createProfileService>;
