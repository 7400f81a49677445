import type { CreateInvitationReply, CreateInvitationRequest, InvitationsReply } from '@switchboard/contracts';
import type { RateLimits } from '../platform/rateLimits.js';
import type { AccountService } from './account.service.js';
import type { AccountMails } from './accountMails.js';
import type { AuditService } from './audit.service.js';
import { type InvitationRecord, toInvitationId } from './invitation.model.js';
import type { InvitationStore } from './invitationStore.js';
import type { InvitationTokens } from './invitationTokens.js';
import { traitsOf } from './policy.js';
import type { Principal } from './session.service.js';

export interface InvitationDeps {
  invitations: InvitationStore;
  tokens: Pick<InvitationTokens, 'buildUrl'>;
  accounts: Pick<AccountService, 'getUserNames'>;
  audit: AuditService;
  mails: AccountMails;
  rateLimits: RateLimits;
}

type MadeInvitation = Omit<CreateInvitationReply, 'success'>;

/** For owners. How somebody joins by a link is in `joining.service.ts`. */
export function createInvitationService(deps: InvitationDeps) {
  const { invitations, tokens, accounts, audit, mails, rateLimits } = deps;
  const mailsPerAccount = rateLimits('invitation-mails', { points: 50, durationSeconds: 60 * 60 });

  const toMadeInvitation = (invitation: InvitationRecord): MadeInvitation => ({
    invitationId: toInvitationId(invitation),
    url: tokens.buildUrl(invitation),
    role: invitation.role,
    email: invitation.email ?? null,
    expiresAt: invitation.expiresAt.toISOString(),
  });

  /** Limited, so that no owner mails strangers without end. */
  async function requireMayMail(accountId: string): Promise<void> {
    mails.requireWorking();
    await mailsPerAccount.take(accountId);
  }

  return {
    /** Sends it where an address is given. @throws AppError `mail_unavailable`, `too_many_requests` */
    async invite(
      { accountId, userId }: Principal,
      { role, email }: CreateInvitationRequest,
      address: string,
    ): Promise<MadeInvitation> {
      if (email) await requireMayMail(accountId);
      const invitation = await invitations.create({ accountId, invitedBy: userId, role, email });
      const text = email
        ? `An invitation to join as ${traitsOf[role].called} was sent to ${email}.`
        : `A link was made by which somebody can join as ${traitsOf[role].called}.`;
      await audit.record({ accountId, action: 'member.invited', text, userId, address });
      await mails.invite(invitation);
      return toMadeInvitation(invitation);
    },

    async list(accountId: string): Promise<Omit<InvitationsReply, 'success'>> {
      const open = await invitations.listOpen(accountId);
      const makers = await accounts.getUserNames(open.map(({ invitedBy }) => invitedBy));
      return {
        emailWorks: mails.works,
        invitations: open.map((one) => ({
          invitationId: toInvitationId(one),
          role: one.role,
          email: one.email ?? null,
          invitedBy: makers.get(one.invitedBy) ?? 'A former member',
          madeAt: (one.madeAt ?? one.createdAt).toISOString(),
          expiresAt: one.expiresAt.toISOString(),
        })),
      };
    },

    /** The new link goes where the first was sent. @throws AppError `not_found`, `mail_unavailable` */
    async inviteAgain(principal: Principal, invitationId: string, address: string): Promise<MadeInvitation> {
      const { accountId, userId } = principal;
      const found = await invitations.findOpen(accountId, invitationId);
      if (found.email) await requireMayMail(accountId);
      const invitation = await invitations.renew(found, userId);
      const { email, role } = invitation;
      const text = email
        ? `The invitation to join as ${traitsOf[role].called} was sent to ${email} again.`
        : `The link to join as ${traitsOf[role].called} was made anew.`;
      await audit.record({ accountId, action: 'invitation.sent_again', text, userId, address });
      await mails.invite(invitation);
      return toMadeInvitation(invitation);
    },

    /** @throws AppError `not_found` */
    async withdraw({ accountId, userId }: Principal, invitationId: string, address: string): Promise<void> {
      const { email, role } = await invitations.remove(await invitations.findOpen(accountId, invitationId));
      const whom = email ? ` of ${email}` : '';
      const text = `The invitation${whom} to join as ${traitsOf[role].called} was withdrawn.`;
      await audit.record({ accountId, action: 'invitation.withdrawn', text, userId, address });
    },
  };
}
export type InvitationService = ReturnType<typeof createInvitationService>;
