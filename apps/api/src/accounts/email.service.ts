import type { ChangeEmailRequest } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { toNetworkPrefix } from '../platform/clientAddress.js';
import type { Clock } from '../platform/clock.js';
import { AppError, isDuplicateKey } from '../platform/errors.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { AccountMails } from './accountMails.js';
import type { AuditService } from './audit.service.js';
import type { MailedLinkService } from './mailedLink.service.js';
import type { FreshProof } from './secondFactor/freshProof.service.js';
import type { Principal } from './session.service.js';
import type { UserRecord } from './user.model.js';

export interface EmailDeps {
  users: Model<UserRecord>;
  links: MailedLinkService;
  mails: AccountMails;
  freshProof: Pick<FreshProof, 'requireWithPassword'>;
  audit: AuditService;
  rateLimits: RateLimits;
  clock: Clock;
}

const subjectOfChange = 'The e-mail address of your Switchboard log-in';

/** Confirms e-mail addresses by a link to them, and changes them only so. */
export function createEmailService({ users, links, mails, freshProof, audit, rateLimits, clock }: EmailDeps) {
  const confirmPerAddress = rateLimits('confirm-address', { points: 30, durationSeconds: 15 * 60 });
  const mailsPerUser = rateLimits('confirm-mails-user', { points: 5, durationSeconds: 60 * 60 });

  async function change(user: UserRecord, email: string, address: string): Promise<void> {
    const { userId } = user;
    try {
      const { modifiedCount } = await users.updateOne(
        { userId, email: user.email, newEmail: email },
        { $set: { email, emailConfirmedAt: clock.now() }, $unset: { newEmail: 1 } },
      );
      if (modifiedCount === 0) throw new AppError('link_invalid');
    } catch (error) {
      throw isDuplicateKey(error) ? new AppError('email_taken', { cause: error }) : error;
    }
    // A link that waits in the old mailbox must not set a new password.
    await links.withdraw(userId, 'reset_password');
    const text = 'The e-mail address of the log-in was changed.';
    await audit.recordEverywhere({ action: 'email.changed', text, userId, address });
    await mails.notify({
      userId,
      email: user.email,
      subject: subjectOfChange,
      paragraphs: [
        `Your log-in has another e-mail address now: ${email}. This one is not used any more.`,
        'If it was not you, write to an owner of your account or to whoever runs this Switchboard at once.',
      ],
    });
  }

  return {
    /** To the address that waits for its confirmation; does nothing where none waits. */
    async sendAgain({ userId }: Principal): Promise<void> {
      mails.requireWorking();
      const user = await users.findOne({ userId }).lean();
      const waiting = user && (user.newEmail ?? (user.emailConfirmedAt ? null : user.email));
      if (!waiting) return;
      await mailsPerUser.take(userId);
      await mails.confirmEmail(userId, waiting);
    },

    /** Sends a link to the new address and a note to the old one. Nothing changes before the link is opened. */
    async askChange(
      principal: Principal,
      { email, currentPassword }: ChangeEmailRequest,
      address: string,
    ): Promise<void> {
      mails.requireWorking();
      const { accountId, userId } = principal;
      const user = await freshProof.requireWithPassword(principal, currentPassword);
      if (email === user.email) {
        // Asking for the present address takes an earlier request back.
        await users.updateOne({ userId }, { $unset: { newEmail: 1 } });
        await links.withdraw(userId, 'confirm_email');
        return;
      }
      if (await users.exists({ email })) throw new AppError('email_taken');
      await mailsPerUser.take(userId);
      await links.withdraw(userId, 'confirm_email');
      await users.updateOne({ userId }, { $set: { newEmail: email } });
      const text = 'Another e-mail address was asked for; it counts when it is confirmed.';
      await audit.record({ accountId, action: 'email.change_asked', text, userId, address });
      await mails.confirmEmail(userId, email);
      await mails.notify({
        userId,
        email: user.email,
        subject: subjectOfChange,
        paragraphs: [
          `Somebody who is signed in as you and knows your password wants to use ${email} instead of this address. It counts when it is confirmed from there.`,
          'If it was not you, change your password now: open Switchboard, then Settings, then Password.',
        ],
      });
    },

    /** @returns the confirmed address. @throws AppError `link_invalid`, `link_used`, `link_expired`, `email_taken` */
    async confirm(token: string, address: string): Promise<string> {
      await confirmPerAddress.take(toNetworkPrefix(address));
      const { userId, email } = await links.claim('confirm_email', token);
      const user = await users.findOne({ userId }).lean();
      if (user?.newEmail === email) await change(user, email, address);
      else if (user?.email === email) {
        await users.updateOne({ userId, email }, { $set: { emailConfirmedAt: clock.now() } });
        const text = 'The e-mail address was confirmed.';
        await audit.recordEverywhere({ action: 'email.confirmed', text, userId, address });
      } else throw new AppError('link_invalid');
      return email;
    },
  };
}
export type EmailService = ReturnType<typeof createEmailService>;
