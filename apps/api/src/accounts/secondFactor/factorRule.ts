import type { AccountSecurity, SecondFactorPolicy } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { AppError } from '../../platform/errors.js';
import type { AccountRecord } from '../account.model.js';
import type { AuditService } from '../audit.service.js';
import type { MembershipRecord } from '../membership.model.js';
import { traitsOf } from '../policy.js';
import type { Principal, SessionService } from '../session.service.js';
import type { FreshProof } from './freshProof.service.js';
import { hasFactor, type SecondFactorRecord } from './secondFactor.model.js';

export interface FactorRuleDeps {
  accounts: Model<AccountRecord>;
  memberships: Model<MembershipRecord>;
  factors: Model<SecondFactorRecord>;
  sessions: Pick<SessionService, 'endInAccount'>;
  freshProof: Pick<FreshProof, 'require'>;
  audit: AuditService;
  /** What the installation asks of everybody, whatever accounts say. */
  policy: SecondFactorPolicy;
}

type Who = Pick<Principal, 'accountId' | 'userId' | 'role'>;

/**
 * Of whom a second factor is asked: by the installation (`SECOND_FACTOR`), and by accounts of their owners. Who has none sets one
 * up before anything else.
 */
export function createFactorRule({
  accounts,
  memberships,
  factors,
  sessions,
  freshProof,
  audit,
  policy,
}: FactorRuleDeps) {
  const isAskedByAccount = async (accountId: string): Promise<boolean> => {
    const account = await accounts.findOne({ accountId }, { ownersNeedSecondFactor: 1 }).lean();
    return account?.ownersNeedSecondFactor === true;
  };
  const has = async (userId: string) => hasFactor(await factors.findOne({ userId }).lean<SecondFactorRecord>());
  const isAskedOf = async ({ accountId, role }: Pick<Who, 'accountId' | 'role'>): Promise<boolean> =>
    policy === 'everyone' ||
    (traitsOf[role].canBeAskedForFactor && (policy === 'owners' || (await isAskedByAccount(accountId))));
  const securityOf = (ownersNeedSecondFactor: boolean): AccountSecurity => ({
    ownersNeedSecondFactor,
    installationAsks: policy,
  });

  return {
    /** Whether somebody has to set one up before anything else. */
    async isMissing(who: Who): Promise<boolean> {
      return (await isAskedOf(who)) && !(await has(who.userId));
    },

    /** Whether somebody may not be without one. */
    isAskedOf,

    of: async (accountId: string): Promise<AccountSecurity> => securityOf(await isAskedByAccount(accountId)),

    /**
     * Switches it on or off. Whoever switches it on has one already; owners who have none are signed out, and led to it
     * when they sign in again.
     *
     * @throws AppError `proof_needed`, `second_factor_needed`
     */
    async set(principal: Principal, on: boolean, address: string): Promise<AccountSecurity> {
      const { accountId, userId } = principal;
      await freshProof.require(principal);
      if (on && !(await has(userId))) {
        throw new AppError('second_factor_needed', { message: 'Set up a second factor for yourself first.' });
      }
      await accounts.updateOne({ accountId }, { $set: { ownersNeedSecondFactor: on } });
      await audit.record({
        accountId,
        action: 'account.settings_changed',
        text: on ? 'Owners need a second factor now.' : 'Owners do not need a second factor any more.',
        userId,
        address,
      });
      if (on) {
        const owners = await memberships.find({ accountId, role: 'owner' }, { userId: 1 }).lean();
        for (const owner of owners) {
          if (!(await has(owner.userId))) await sessions.endInAccount(accountId, owner.userId);
        }
      }
      return securityOf(on);
    },
  };
}
export type FactorRule = ReturnType<typeof createFactorRule>;
