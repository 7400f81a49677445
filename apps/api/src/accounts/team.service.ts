import type { MemberDto } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { AppError } from '../platform/errors.js';
import type { AuditService } from './audit.service.js';
import type { InvitationStore } from './invitationStore.js';
import type { MembershipRecord } from './membership.model.js';
import { requireOwnerLeft } from './ownerLeft.js';
import type { Principal } from './session.service.js';
import type { SessionEnds } from './sessionEnds.service.js';
import type { UserRecord } from './user.model.js';

export interface TeamDeps {
  users: Model<UserRecord>;
  memberships: Model<MembershipRecord>;
  invitations: Pick<InvitationStore, 'removeMadeBy'>;
  ends: Pick<SessionEnds, 'endInAccount'>;
  audit: AuditService;
  /** Deletes what is kept about a person beside their row. */
  forgetPerson: (userId: string) => Promise<void>;
}

export function createTeamService({ users, memberships, invitations, ends, audit, forgetPerson }: TeamDeps) {
  return {
    async list(accountId: string): Promise<MemberDto[]> {
      const rows = await memberships.find({ accountId }).sort({ createdAt: 1 }).lean();
      const people = await users.find({ userId: { $in: rows.map((row) => row.userId) } }).lean();
      const byId = new Map(people.map((person) => [person.userId, person]));
      return rows.flatMap((row) => {
        const person = byId.get(row.userId);
        if (!person) return [];
        const { userId, name, email } = person;
        return [{ userId, name, email, role: row.role, joinedAt: row.createdAt.toISOString() }];
      });
    },

    /** Their sessions and sockets in the account end. @throws AppError `not_found`, `last_owner` */
    async remove(principal: Principal, userId: string, address: string): Promise<void> {
      const { accountId } = principal;
      const person = await users.findOne({ userId }, { name: 1 }).lean();
      const membership = await memberships.findOne({ accountId, userId }).lean();
      if (!membership) throw new AppError('not_found');
      await memberships.deleteOne({ accountId, userId });
      const { role, createdAt } = membership;
      await requireOwnerLeft(memberships, accountId, () => memberships.create({ accountId, userId, role, createdAt }));
      await invitations.removeMadeBy(accountId, userId);
      await ends.endInAccount(accountId, userId);
      const text = `${person?.name ?? 'A former member'} was removed from the account.`;
      await audit.record({ accountId, action: 'member.removed', text, userId: principal.userId, address });
      // Without an account they could neither log in nor be invited again under their address.
      if (!(await memberships.exists({ userId }))) {
        await users.deleteOne({ userId });
        await forgetPerson(userId);
      }
    },
  };
}
export type TeamService = ReturnType<typeof createTeamService>;
