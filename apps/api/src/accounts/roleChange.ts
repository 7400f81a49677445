import type { Role } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { AppError } from '../platform/errors.js';
import type { InvitationStore } from './invitationStore.js';
import type { MembershipRecord } from './membership.model.js';
import { requireOwnerLeft } from './ownerLeft.js';
import { traitsOf } from './policy.js';
import type { FactorRule } from './secondFactor/factorRule.js';
import type { SessionEnds } from './sessionEnds.service.js';

export interface RoleChangeDeps {
  memberships: Model<MembershipRecord>;
  invitations: Pick<InvitationStore, 'removeMadeBy'>;
  rule: Pick<FactorRule, 'isMissing'>;
  ends: Pick<SessionEnds, 'restrictInAccount'>;
}

/** Gives a member another role, with what follows from it. @returns the old one. @throws AppError `not_found`, `last_owner` */
export type SetRole = (accountId: string, userId: string, role: Role) => Promise<Role>;

export function createSetRole({ memberships, invitations, rule, ends }: RoleChangeDeps): SetRole {
  return async (accountId, userId, role) => {
    const before = await memberships.findOneAndUpdate({ accountId, userId }, { $set: { role } }).lean();
    if (!before) throw new AppError('not_found');
    if (traitsOf[before.role].isIndispensable && !traitsOf[role].isIndispensable) {
      await requireOwnerLeft(memberships, accountId, () =>
        memberships.updateOne({ accountId, userId }, { $set: { role: before.role } }),
      );
      await invitations.removeMadeBy(accountId, userId);
    }
    // Requests are refused from now on; a socket that is open would go on.
    if (await rule.isMissing({ accountId, userId, role })) await ends.restrictInAccount(accountId, userId);
    return before.role;
  };
}
