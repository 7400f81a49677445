import type { ResetPasswordRequest } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { networkOf } from '../platform/clientAddress.js';
import type { Clock } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { AccountMails } from './accountMails.js';
import type { AuditService } from './audit.service.js';
import type { AuthService } from './auth.service.js';
import { requireStrongPassword } from './auth.service.js';
import type { MailedLinkService } from './mailedLink.service.js';
import type { MembershipRecord } from './membership.model.js';
import { hashPassword } from './password.js';
import type { SessionService } from './session.service.js';
import type { UserRecord } from './user.model.js';

export interface RecoveryDeps {
  users: Model<UserRecord>;
  memberships: Model<MembershipRecord>;
  links: MailedLinkService;
  mails: AccountMails;
  sessions: SessionService;
  auth: AuthService;
  audit: AuditService;
  rateLimits: RateLimits;
  clock: Clock;
}

const quarterHour = 15 * 60;
const hour = 60 * 60;

/** Getting back in without the password, by a link to the mailbox. */
export function createRecoveryService(deps: RecoveryDeps) {
  const { users, memberships, links, mails, sessions, auth, audit, rateLimits, clock } = deps;
  const forgotPerAddress = rateLimits('forgot-address', { points: 10, durationSeconds: quarterHour });
  const forgotPerEmail = rateLimits('forgot-email', { points: 3, durationSeconds: hour });
  const resetPerAddress = rateLimits('reset-address', { points: 30, durationSeconds: quarterHour });

  return {
    /**
     * Asks for a link. Whether somebody has this e-mail address is looked up when the mail is composed, not here: the
     * answer, and the time it takes, are the same.
     *
     * @throws AppError `mail_unavailable`, `too_many_requests`.
     */
    async ask(email: string, address: string): Promise<void> {
      mails.requireWorking();
      await forgotPerAddress.take(networkOf(address));
      await forgotPerEmail.take(email);
      await mails.resetPassword(email);
    },

    /**
     * Sets a new password by the token of a link, and ends every session of the person: whoever knew the old one is
     * out. A password that is too weak does not use the link up.
     *
     * @throws AppError `link_invalid`, `link_used`, `link_expired`, `weak_password`, `too_many_requests`.
     */
    async reset({ token, newPassword }: ResetPasswordRequest, address: string): Promise<void> {
      await resetPerAddress.take(networkOf(address));
      const { userId, email } = await links.look('reset_password', token);
      const user = await users.findOne({ userId, email }).lean();
      // The address has changed since: the link was sent to a mailbox that is not this person's any more.
      if (!user) throw new AppError('link_invalid');
      await requireStrongPassword(newPassword, [user.name, user.email]);
      const passwordHash = await hashPassword(newPassword);
      await links.claim('reset_password', token);
      // Before and after: whatever stops us in between, nobody stays signed in who was before, or came in meanwhile.
      await sessions.endAll(userId);
      const emailConfirmedAt = user.emailConfirmedAt ?? clock.now();
      await users.updateOne({ userId }, { $set: { passwordHash, emailConfirmedAt } });
      await sessions.endAll(userId);
      await links.withdraw(userId, 'reset_password');
      await auth.forgetGuesses(email);
      const text = 'A forgotten password was replaced by a link sent by e-mail; every session of this person ended.';
      for (const { accountId } of await memberships.find({ userId }).lean()) {
        await audit.record({ accountId, action: 'password.reset', text, userId, address });
      }
      await mails.tell({
        userId,
        subject: 'Your Switchboard password was changed',
        paragraphs: [
          'Your password was replaced by means of a link that was sent to this address. You are signed out everywhere.',
          'If it was not you, somebody else can read your e-mail: change that password first, then ask for a new link on the log-in page.',
        ],
      });
    },
  };
}
export type RecoveryService = ReturnType<typeof createRecoveryService>;
