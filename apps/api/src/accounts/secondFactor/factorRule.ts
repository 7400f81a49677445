import type { SecondFactorPolicy } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { AccountRecord } from '../account.model.js';
import { traitsOf } from '../policy.js';
import type { Principal } from '../session.service.js';
import { findFactors } from './factorRows.js';
import { hasFactor, type SecondFactorRecord } from './secondFactor.model.js';

export interface FactorRuleDeps {
  accounts: Model<AccountRecord>;
  factors: Model<SecondFactorRecord>;
  /** Of the installation (`SECOND_FACTOR`); accounts cannot ask for less. */
  policy: SecondFactorPolicy;
}

export function createFactorRule({ accounts, factors, policy }: FactorRuleDeps) {
  const isAskedByAccount = async (accountId: string): Promise<boolean> => {
    const account = await accounts.findOne({ accountId }, { ownersNeedSecondFactor: 1 }).lean();
    return account?.ownersNeedSecondFactor === true;
  };
  const isSetUp = async (userId: string): Promise<boolean> => hasFactor(await findFactors(factors, userId));
  const isAsked = async ({ accountId, role }: Pick<Principal, 'accountId' | 'role'>): Promise<boolean> =>
    policy === 'everyone' ||
    (traitsOf[role].canBeAskedForFactor && (policy === 'owners' || (await isAskedByAccount(accountId))));

  return {
    policy,
    isAskedByAccount,
    isSetUp,

    /** Whether somebody must have one. */
    isAsked,

    /** Whether somebody has to set one up before anything else. */
    async isMissing(who: Pick<Principal, 'accountId' | 'userId' | 'role'>): Promise<boolean> {
      return (await isAsked(who)) && !(await isSetUp(who.userId));
    },
  };
}
export type FactorRule = ReturnType<typeof createFactorRule>;
