import type { ResetPasswordRequest } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { toNetworkPrefix } from '../platform/clientAddress.js';
import { AppError } from '../platform/errors.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { AccountMails } from './accountMails.js';
import type { AuditService } from './audit.service.js';
import type { LoginLimits } from './loginLimits.js';
import type { MailedLinkService } from './mailedLink.service.js';
import type { NewPasswordService } from './newPassword.service.js';
import { hashPassword } from './password.js';
import { requireStrongPassword } from './strongPassword.js';
import type { UserRecord } from './user.model.js';

export interface RecoveryDeps {
  users: Model<UserRecord>;
  links: MailedLinkService;
  mails: AccountMails;
  passwords: Pick<NewPasswordService, 'replaceForgotten'>;
  audit: AuditService;
  loginLimits: Pick<LoginLimits, 'forget'>;
  rateLimits: RateLimits;
}

const quarterHour = 15 * 60;
const hour = 60 * 60;

/** Getting back in without the password, by a link to the mailbox. */
export function createRecoveryService(deps: RecoveryDeps) {
  const { users, links, mails, passwords, audit, loginLimits, rateLimits } = deps;
  const forgotPerAddress = rateLimits('forgot-address', { points: 10, durationSeconds: quarterHour });
  const forgotPerEmail = rateLimits('forgot-email', { points: 3, durationSeconds: hour });
  const resetPerAddress = rateLimits('reset-address', { points: 30, durationSeconds: quarterHour });

  return {
    /** Whether somebody has the address is looked up when the mail is composed: neither answer nor time shows it. */
    async ask(email: string, address: string): Promise<void> {
      mails.requireWorking();
      await forgotPerAddress.take(toNetworkPrefix(address));
      await forgotPerEmail.take(email);
      await mails.resetPassword(email);
    },

    /**
     * A weak password leaves the link good. @throws AppError `link_invalid`, `link_used`, `link_expired`,
     * `weak_password`
     */
    async reset({ token, newPassword }: ResetPasswordRequest, address: string): Promise<void> {
      await resetPerAddress.take(toNetworkPrefix(address));
      const { userId, email } = await links.look('reset_password', token);
      const user = await users.findOne({ userId, email }).lean();
      // The mailbox of the link is not theirs any more.
      if (!user) throw new AppError('link_invalid');
      await requireStrongPassword(newPassword, [user.name, user.email]);
      const passwordHash = await hashPassword(newPassword);
      await links.claim('reset_password', token);
      await passwords.replaceForgotten(user, passwordHash);
      await links.withdraw(userId, 'reset_password');
      await loginLimits.forget(email);
      const text = 'A forgotten password was replaced by a link sent by e-mail; every session of this person ended.';
      await audit.recordEverywhere({ action: 'password.reset', text, userId, address });
      await mails.notify({
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
