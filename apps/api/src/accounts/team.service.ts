import type {
  AcceptInvitationRequest,
  CreateInvitationReply,
  InvitationReply,
  MemberDto,
  Role,
} from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { networkOf } from '../platform/clientAddress.js';
import { type Clock, days, later } from '../platform/clock.js';
import { AppError, isDuplicateKey } from '../platform/errors.js';
import { hashSecret, newId, newSecret } from '../platform/ids.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { AccountRecord } from './account.model.js';
import type { AuditService } from './audit.service.js';
import { type AuthService, requireStrongPassword, type SignedIn } from './auth.service.js';
import type { InvitationRecord } from './invitation.model.js';
import type { MembershipRecord } from './membership.model.js';
import { hashPassword } from './password.js';
import type { SessionService, Signed } from './session.service.js';
import type { UserRecord } from './user.model.js';

const invitationLifeMs = days(7);

export interface TeamDeps {
  accounts: Model<AccountRecord>;
  users: Model<UserRecord>;
  memberships: Model<MembershipRecord>;
  invitations: Model<InvitationRecord>;
  sessions: SessionService;
  auth: AuthService;
  audit: AuditService;
  rateLimits: RateLimits;
  clock: Clock;
  frontendUrl: string;
}

const wordOf = (role: Role) => (role === 'owner' ? 'an owner' : 'support staff');

/** Who works in an account, and how they come in: by a link that an owner hands over and that works once. */
export function createTeamService(deps: TeamDeps) {
  const { accounts, users, memberships, invitations, sessions, auth, audit, clock } = deps;
  const invitationPerAddress = deps.rateLimits('invitation-address', { points: 30, durationSeconds: 15 * 60 });

  const requireOwner = (signed: Signed) => {
    if (signed.role !== 'owner') throw new AppError('owner_only');
  };

  /** An invitation is worth what its maker may do: it ends with their being an owner. */
  async function requireInvitingOwner({ accountId, invitedBy }: InvitationRecord): Promise<void> {
    const inviter = await memberships.findOne({ accountId, userId: invitedBy }).lean();
    if (inviter?.role !== 'owner') throw new AppError('invitation_invalid');
  }

  async function liveInvitation(token: string): Promise<InvitationRecord> {
    const invitation = await invitations.findOne({ tokenHash: hashSecret(token) }).lean();
    if (!invitation || invitation.expiresAt <= clock.now()) throw new AppError('invitation_invalid');
    await requireInvitingOwner(invitation);
    return invitation;
  }

  return {
    async members(accountId: string): Promise<MemberDto[]> {
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

    async invite(signed: Signed, role: Role, address: string): Promise<Omit<CreateInvitationReply, 'success'>> {
      requireOwner(signed);
      const token = newSecret();
      const expiresAt = later(clock.now(), invitationLifeMs);
      await invitations.create({
        tokenHash: hashSecret(token),
        accountId: signed.accountId,
        invitedBy: signed.userId,
        role,
        expiresAt,
      });
      const { accountId, userId } = signed;
      const text = `A link was made by which somebody can join as ${wordOf(role)}.`;
      await audit.record({ accountId, action: 'member.invited', text, userId, address });
      // In the fragment the token stays out of server logs and of the Referer header.
      return { url: `${deps.frontendUrl}/join#${token}`, role, expiresAt: expiresAt.toISOString() };
    },

    async look(token: string, address: string): Promise<Omit<InvitationReply, 'success'>> {
      await invitationPerAddress.take(networkOf(address));
      const invitation = await liveInvitation(token);
      // Many may join from behind one address: only links that are none count.
      await invitationPerAddress.giveBack(networkOf(address));
      const [account, inviter] = await Promise.all([
        accounts.findOne({ accountId: invitation.accountId }).lean(),
        users.findOne({ userId: invitation.invitedBy }).lean(),
      ]);
      if (!account) throw new AppError('invitation_invalid');
      return {
        accountName: account.name,
        invitedBy: inviter?.name ?? 'A former member',
        role: invitation.role,
        expiresAt: invitation.expiresAt.toISOString(),
      };
    },

    /** Uses the invitation up first, by one atomic delete, and puts it back when the address turns out to be taken. */
    async accept(input: AcceptInvitationRequest, address: string): Promise<SignedIn> {
      await invitationPerAddress.take(networkOf(address));
      await liveInvitation(input.token);
      await requireStrongPassword(input.password, [input.name, input.email]);
      const passwordHash = await hashPassword(input.password);
      const invitation = await invitations
        .findOneAndDelete({ tokenHash: hashSecret(input.token), expiresAt: { $gt: clock.now() } })
        .lean();
      if (!invitation) throw new AppError('invitation_invalid');
      await requireInvitingOwner(invitation);
      const userId = newId('usr');
      try {
        await memberships.create({ accountId: invitation.accountId, userId, role: invitation.role });
        await users.create({ userId, email: input.email, name: input.name, passwordHash });
      } catch (error) {
        await memberships.deleteOne({ accountId: invitation.accountId, userId });
        const { tokenHash, accountId, invitedBy, role, expiresAt } = invitation;
        await invitations.create({ tokenHash, accountId, invitedBy, role, expiresAt });
        throw isDuplicateKey(error) ? new AppError('email_taken', { cause: error }) : error;
      }
      const { accountId, role } = invitation;
      const text = `${input.name} joined as ${wordOf(role)}.`;
      await audit.record({ accountId, action: 'member.joined', text, userId, address });
      return auth.signIn(userId, accountId);
    },

    /** Takes somebody out of the account; their sessions and sockets in it end at once. */
    async remove(signed: Signed, userId: string, address: string): Promise<void> {
      requireOwner(signed);
      const person = await users.findOne({ userId }, { name: 1 }).lean();
      const membership = await memberships.findOne({ accountId: signed.accountId, userId }).lean();
      if (!membership) throw new AppError('not_found');
      await memberships.deleteOne({ accountId: signed.accountId, userId });
      // Two owners may remove each other at the same moment: whoever finds none left puts theirs back.
      const owners = await memberships.countDocuments({ accountId: signed.accountId, role: 'owner' });
      if (owners === 0) {
        const { accountId, role, createdAt } = membership;
        await memberships.create({ accountId, userId, role, createdAt });
        throw new AppError('last_owner');
      }
      await invitations.deleteMany({ accountId: signed.accountId, invitedBy: userId });
      await sessions.endInAccount(signed.accountId, userId);
      await audit.record({
        accountId: signed.accountId,
        action: 'member.removed',
        text: `${person?.name ?? 'A former member'} was removed from the account.`,
        userId: signed.userId,
        address,
      });
      // A person without any account could neither log in nor be invited again under the same address.
      if (!(await memberships.exists({ userId }))) await users.deleteOne({ userId });
    },

    async sweep(): Promise<void> {
      await invitations.deleteMany({ expiresAt: { $lte: clock.now() } });
    },
  };
}
export type TeamService = ReturnType<typeof createTeamService>;
