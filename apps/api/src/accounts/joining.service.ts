import type { AcceptInvitationRequest, InvitationReply } from '@switchboard/contracts';
import { toNetworkPrefix } from '../platform/clientAddress.js';
import { AppError } from '../platform/errors.js';
import { newId } from '../platform/ids.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { AccountService } from './account.service.js';
import type { AccountMails } from './accountMails.js';
import type { AuditService } from './audit.service.js';
import type { InvitationStore } from './invitationStore.js';
import type { AddMember } from './newMember.js';
import { hashPassword } from './password.js';
import { traitsOf } from './policy.js';
import type { SignedIn, SignInService } from './signIn.service.js';
import { requireStrongPassword } from './strongPassword.js';
import type { Whereabouts } from './whereabouts.js';

export interface JoiningDeps {
  invitations: Pick<InvitationStore, 'findByToken' | 'take' | 'putBack'>;
  accounts: Pick<AccountService, 'exists' | 'getName' | 'getUserName'>;
  addMember: AddMember;
  signIns: Pick<SignInService, 'signInFirst'>;
  audit: AuditService;
  mails: Pick<AccountMails, 'confirmEmail'>;
  rateLimits: RateLimits;
}

/** What somebody does who holds the link of an invitation. */
export function createJoiningService(deps: JoiningDeps) {
  const { invitations, accounts, addMember, signIns, audit, mails, rateLimits } = deps;
  const perAddress = rateLimits('invitation-address', { points: 30, durationSeconds: 15 * 60 });

  return {
    async look(token: string, address: string): Promise<Omit<InvitationReply, 'success'>> {
      await perAddress.take(toNetworkPrefix(address));
      const { accountId, invitedBy, role, email = null, expiresAt } = await invitations.findByToken(token);
      // Many may join from behind one address: only links that do not work count.
      await perAddress.giveBack(toNetworkPrefix(address));
      const [exists, accountName, maker] = await Promise.all([
        accounts.exists(accountId),
        accounts.getName(accountId),
        accounts.getUserName(invitedBy),
      ]);
      if (!exists) throw new AppError('invitation_invalid');
      return { accountName, invitedBy: maker, role, email, expiresAt: expiresAt.toISOString() };
    },

    /** @throws AppError `invitation_invalid`, `weak_password`; `email_taken`, after which the link is good again */
    async accept({ token, ...person }: AcceptInvitationRequest, where: Whereabouts): Promise<SignedIn> {
      const { address } = where;
      const { name, email, password } = person;
      await perAddress.take(toNetworkPrefix(address));
      await invitations.findByToken(token);
      await requireStrongPassword(password, [name, email]);
      const passwordHash = await hashPassword(password);
      const invitation = await invitations.take(token);
      const { accountId, role } = invitation;
      const userId = newId('usr');
      try {
        await addMember({ userId, accountId, role, email, name, passwordHash });
      } catch (error) {
        await invitations.putBack(invitation);
        throw error;
      }
      const text = `${name} joined as ${traitsOf[role].called}.`;
      await audit.record({ accountId, action: 'member.joined', text, userId, address });
      await mails.confirmEmail(userId, email);
      return signIns.signInFirst({ userId, accountId }, where);
    },
  };
}
export type JoiningService = ReturnType<typeof createJoiningService>;
