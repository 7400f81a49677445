import type { AccountSecurity } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { AppError } from '../../platform/errors.js';
import type { AccountRecord } from '../account.model.js';
import type { AuditService } from '../audit.service.js';
import type { MembershipRecord } from '../membership.model.js';
import type { Principal } from '../session.service.js';
import type { SessionEnds } from '../sessionEnds.service.js';
import type { FactorRule } from './factorRule.js';
import type { FreshProof } from './freshProof.service.js';

export interface AccountSecurityDeps {
  accounts: Model<AccountRecord>;
  memberships: Model<MembershipRecord>;
  rule: Pick<FactorRule, 'isAskedByAccount' | 'isSetUp' | 'policy'>;
  ends: Pick<SessionEnds, 'endInAccount'>;
  freshProof: Pick<FreshProof, 'require'>;
  audit: AuditService;
}

/** Whether an account asks its owners for a second factor. */
export function createAccountSecurity(deps: AccountSecurityDeps) {
  const { accounts, memberships, rule, ends, freshProof, audit } = deps;
  const toSecurity = (ownersNeedSecondFactor: boolean): AccountSecurity => ({
    ownersNeedSecondFactor,
    installationAsks: rule.policy,
  });

  return {
    describe: async (accountId: string): Promise<AccountSecurity> => toSecurity(await rule.isAskedByAccount(accountId)),

    /** Signs owners out who have none. @throws AppError `proof_needed`; `second_factor_needed` for who has none */
    async change(principal: Principal, isOn: boolean, address: string): Promise<AccountSecurity> {
      const { accountId, userId } = principal;
      await freshProof.require(principal);
      if (isOn && !(await rule.isSetUp(userId))) {
        throw new AppError('second_factor_needed', { message: 'Set up a second factor for yourself first.' });
      }
      await accounts.updateOne({ accountId }, { $set: { ownersNeedSecondFactor: isOn } });
      const text = isOn ? 'Owners need a second factor now.' : 'Owners do not need a second factor any more.';
      await audit.record({ accountId, action: 'account.settings_changed', text, userId, address });
      if (isOn) {
        const owners = await memberships.find({ accountId, role: 'owner' }, { userId: 1 }).lean();
        for (const owner of owners) {
          if (!(await rule.isSetUp(owner.userId))) await ends.endInAccount(accountId, owner.userId);
        }
      }
      return toSecurity(isOn);
    },
  };
}
export type AccountSecurityService = ReturnType<typeof createAccountSecurity>;
