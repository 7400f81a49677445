import type {
  AcceptInvitationRequest,
  CreateInvitationReply,
  CreateInvitationRequest,
  HandOverAccountRequest,
  InvitationReply,
  InvitationsReply,
  MemberDto,
  Role,
} from '@switchboard/contracts';
import { isValidObjectId, type Model, Types } from 'mongoose';
import { networkOf } from '../platform/clientAddress.js';
import { type Clock, later } from '../platform/clock.js';
import { AppError, isDuplicateKey } from '../platform/errors.js';
import { hashSecret, newId } from '../platform/ids.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { AccountRecord } from './account.model.js';
import type { AccountMails } from './accountMails.js';
import type { AuditService } from './audit.service.js';
import { type AuthService, requireStrongPassword, type SignedIn } from './auth.service.js';
import { type InvitationRecord, invitationIdOf } from './invitation.model.js';
import type { InvitationTokens } from './invitationTokens.js';
import { invitationLifeMs } from './lifetimes.js';
import type { MembershipRecord } from './membership.model.js';
import { hashPassword } from './password.js';
import { may, traitsOf } from './policy.js';
import type { FreshProof } from './secondFactor/freshProof.service.js';
import type { Principal, SessionService } from './session.service.js';
import type { SignInPlaceService } from './signInPlace.service.js';
import type { UserRecord } from './user.model.js';
import type { Whereabouts } from './whereabouts.js';

export interface TeamDeps {
  accounts: Model<AccountRecord>;
  users: Model<UserRecord>;
  memberships: Model<MembershipRecord>;
  invitations: Model<InvitationRecord>;
  sessions: SessionService;
  auth: AuthService;
  freshProof: Pick<FreshProof, 'requireWithPassword'>;
  audit: AuditService;
  places: SignInPlaceService;
  mails: AccountMails;
  invitationTokens: InvitationTokens;
  rateLimits: RateLimits;
  clock: Clock;
  /** Somebody is gone altogether: whatever else is kept about them goes too. */
  forgetPerson: (userId: string) => Promise<void>;
}

const wordOf = (role: Role) => traitsOf[role].called;

type MadeInvitation = Omit<CreateInvitationReply, 'success'>;

/** Who works in an account and as what, and how they come in: by a link that works once. */
export function createTeamService(deps: TeamDeps) {
  const { accounts, users, memberships, invitations, sessions, auth, freshProof, audit } = deps;
  const { places, mails, invitationTokens, clock } = deps;
  const invitationPerAddress = deps.rateLimits('invitation-address', { points: 30, durationSeconds: 15 * 60 });

  const invitationMailsPerAccount = deps.rateLimits('invitation-mails', { points: 50, durationSeconds: 60 * 60 });

  /** An invitation is worth what its maker may do: it ends with their being one who may invite. */
  async function requireInvitingOwner({ accountId, invitedBy }: InvitationRecord): Promise<void> {
    const inviter = await memberships.findOne({ accountId, userId: invitedBy }).lean();
    if (!inviter || !may(inviter, 'team.invite')) throw new AppError('invitation_invalid');
  }

  async function liveInvitation(token: string): Promise<InvitationRecord> {
    const invitation = await invitations.findOne({ tokenHash: hashSecret(token) }).lean();
    if (!invitation || invitation.expiresAt <= clock.now()) throw new AppError('invitation_invalid');
    await requireInvitingOwner(invitation);
    return invitation;
  }

  const madeInvitation = (invitation: InvitationRecord): MadeInvitation => ({
    invitationId: invitationIdOf(invitation),
    url: invitationTokens.urlOf(invitation),
    role: invitation.role,
    email: invitation.email ?? null,
    expiresAt: invitation.expiresAt.toISOString(),
  });

  /** An owner can be made to send mail to strangers only so often. */
  async function requireMayMail(accountId: string): Promise<void> {
    mails.requireWorking();
    await invitationMailsPerAccount.take(accountId);
  }

  async function openInvitation(accountId: string, invitationId: string): Promise<InvitationRecord> {
    const found = isValidObjectId(invitationId)
      ? await invitations
          .findOne({ _id: invitationId, accountId, expiresAt: { $gt: clock.now() } })
          .lean<InvitationRecord>()
      : null;
    if (!found) throw new AppError('not_found');
    return found;
  }

  /**
   * After somebody stopped being an owner: two may do it to each other at the same moment, so whoever finds none left
   * puts theirs back.
   */
  async function requireOwnerLeft(accountId: string, putBack: () => Promise<unknown>): Promise<void> {
    if ((await memberships.countDocuments({ accountId, role: 'owner' })) > 0) return;
    await putBack();
    throw new AppError('last_owner');
  }

  /** Makes a member something else. @returns what they were. @throws AppError `not_found`, `last_owner`. */
  async function setRole(accountId: string, userId: string, role: Role): Promise<Role> {
    const before = await memberships.findOneAndUpdate({ accountId, userId }, { $set: { role } }).lean();
    if (!before) throw new AppError('not_found');
    if (traitsOf[before.role].isIndispensable && !traitsOf[role].isIndispensable) {
      await requireOwnerLeft(accountId, () =>
        memberships.updateOne({ accountId, userId }, { $set: { role: before.role } }),
      );
      // An invitation is worth what its maker may do.
      await invitations.deleteMany({ accountId, invitedBy: userId });
    }
    return before.role;
  }

  const nameOf = async (userId: string) =>
    (await users.findOne({ userId }, { name: 1 }).lean())?.name ?? 'A former member';

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

    /**
     * Makes an invitation, and sends it where an address is given.
     *
     * @throws AppError `mail_unavailable`, `too_many_requests`.
     */
    async invite(
      principal: Principal,
      { role, email }: CreateInvitationRequest,
      address: string,
    ): Promise<MadeInvitation> {
      if (email) await requireMayMail(principal.accountId);
      const { accountId, userId } = principal;
      const which = { _id: new Types.ObjectId(), generation: 0 };
      const now = clock.now();
      const invitation = await invitations.create({
        ...which,
        tokenHash: hashSecret(invitationTokens.tokenOf(which)),
        ...{ accountId, invitedBy: userId, role, madeAt: now },
        ...(email ? { email } : {}),
        expiresAt: later(now, invitationLifeMs),
      });
      const text = email
        ? `An invitation to join as ${wordOf(role)} was sent to ${email}.`
        : `A link was made by which somebody can join as ${wordOf(role)}.`;
      await audit.record({ accountId, action: 'member.invited', text, userId, address });
      await mails.invite(invitation);
      return madeInvitation(invitation);
    },

    /** What nobody has taken yet, the newest first. */
    async invitations(principal: Principal): Promise<Omit<InvitationsReply, 'success'>> {
      const open = await invitations
        .find({ accountId: principal.accountId, expiresAt: { $gt: clock.now() } })
        .sort({ createdAt: -1 })
        .lean<InvitationRecord[]>();
      const inviters = await users.find({ userId: { $in: open.map(({ invitedBy }) => invitedBy) } }).lean();
      const nameOf = (userId: string) => inviters.find((one) => one.userId === userId)?.name ?? 'A former member';
      return {
        emailWorks: mails.works,
        invitations: open.map((one) => ({
          invitationId: invitationIdOf(one),
          role: one.role,
          email: one.email ?? null,
          invitedBy: nameOf(one.invitedBy),
          madeAt: (one.madeAt ?? one.createdAt).toISOString(),
          expiresAt: one.expiresAt.toISOString(),
        })),
      };
    },

    /**
     * Makes the link of an invitation anew, for another seven days, and sends it where the first one was sent. It is
     * whoever makes it who answers for it from then on. An earlier link does not work any more.
     */
    async inviteAgain(principal: Principal, invitationId: string, address: string): Promise<MadeInvitation> {
      const { accountId, userId } = principal;
      const found = await openInvitation(accountId, invitationId);
      if (found.email) await requireMayMail(accountId);
      const now = clock.now();
      const generation = (found.generation ?? 0) + 1;
      const tokenHash = hashSecret(invitationTokens.tokenOf({ _id: found._id, generation }));
      const invitation = await invitations
        .findOneAndUpdate(
          // Of two at the same moment one wins: the other one's link would not work.
          { _id: found._id, accountId, tokenHash: found.tokenHash },
          { $set: { tokenHash, generation, invitedBy: userId, madeAt: now, expiresAt: later(now, invitationLifeMs) } },
          { returnDocument: 'after' },
        )
        .lean<InvitationRecord>();
      if (!invitation) throw new AppError('not_found');
      const text = invitation.email
        ? `The invitation to join as ${wordOf(invitation.role)} was sent to ${invitation.email} again.`
        : `The link to join as ${wordOf(invitation.role)} was made anew.`;
      await audit.record({ accountId, action: 'invitation.sent_again', text, userId, address });
      await mails.invite(invitation);
      return madeInvitation(invitation);
    },

    /** Takes an invitation back. @throws AppError `not_found` when there is none any more. */
    async withdraw(principal: Principal, invitationId: string, address: string): Promise<void> {
      const { accountId, userId } = principal;
      const { _id } = await openInvitation(accountId, invitationId);
      const withdrawn = await invitations.findOneAndDelete({ _id, accountId }).lean<InvitationRecord>();
      if (!withdrawn) throw new AppError('not_found');
      const whom = withdrawn.email ? ` of ${withdrawn.email}` : '';
      const text = `The invitation${whom} to join as ${wordOf(withdrawn.role)} was withdrawn.`;
      await audit.record({ accountId, action: 'invitation.withdrawn', text, userId, address });
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
    async accept(input: AcceptInvitationRequest, where: Whereabouts): Promise<SignedIn> {
      const { address } = where;
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
        await invitations.create(invitation);
        throw isDuplicateKey(error) ? new AppError('email_taken', { cause: error }) : error;
      }
      const { accountId, role } = invitation;
      const text = `${input.name} joined as ${wordOf(role)}.`;
      await audit.record({ accountId, action: 'member.joined', text, userId, address });
      await mails.confirmEmail(userId, input.email);
      return auth.signIn(userId, accountId, where);
    },

    /** Takes somebody out of the account; their sessions and sockets in it end at once. */
    async remove(principal: Principal, userId: string, address: string): Promise<void> {
      const person = await users.findOne({ userId }, { name: 1 }).lean();
      const membership = await memberships.findOne({ accountId: principal.accountId, userId }).lean();
      if (!membership) throw new AppError('not_found');
      await memberships.deleteOne({ accountId: principal.accountId, userId });
      const { accountId, role, createdAt } = membership;
      await requireOwnerLeft(accountId, () => memberships.create({ accountId, userId, role, createdAt }));
      await invitations.deleteMany({ accountId: principal.accountId, invitedBy: userId });
      await sessions.endInAccount(principal.accountId, userId);
      await audit.record({
        accountId: principal.accountId,
        action: 'member.removed',
        text: `${person?.name ?? 'A former member'} was removed from the account.`,
        userId: principal.userId,
        address,
      });
      // A person without any account could neither log in nor be invited again under the same address.
      if (!(await memberships.exists({ userId }))) {
        await users.deleteOne({ userId });
        await Promise.all([places.forget(userId), deps.forgetPerson(userId)]);
      }
    },

    /** Makes a member an owner or support staff. @throws AppError `not_found`, `last_owner`. */
    async changeRole(principal: Principal, userId: string, role: Role, address: string): Promise<void> {
      const { accountId } = principal;
      const before = await setRole(accountId, userId, role);
      if (before === role) return;
      const text = `${await nameOf(userId)} is ${wordOf(role)} now, and was ${wordOf(before)}.`;
      await audit.record({ accountId, action: 'member.role_changed', text, userId: principal.userId, address });
    },

    /**
     * Gives the account to another member: they become an owner first, then whoever asks becomes support staff, so that
     * at no moment there is none.
     *
     * @throws AppError `wrong_password`, `proof_needed`, `not_found`.
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
      const [from, to] = [await nameOf(principal.userId), await nameOf(userId)];
      const text = `${from} handed the account over to ${to}, and is support staff now.`;
      await audit.record({ accountId, action: 'account.handed_over', text, userId: principal.userId, address });
      const account = await accounts.findOne({ accountId }, { name: 1 }).lean();
      await mails.tell({
        userId,
        subject: 'You are an owner on Switchboard now',
        paragraphs: [
          `${from} handed ${account?.name ?? 'an account'} over to you. You manage its numbers and its team now.`,
        ],
      });
    },

    async sweep(): Promise<void> {
      await invitations.deleteMany({ expiresAt: { $lte: clock.now() } });
    },
  };
}
export type TeamService = ReturnType<typeof createTeamService>;
