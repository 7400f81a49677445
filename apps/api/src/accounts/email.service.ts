import type { ChangeEmailRequest } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { networkOf } from '../platform/clientAddress.js';
import type { Clock } from '../platform/clock.js';
import { AppError, isDuplicateKey } from '../platform/errors.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { AccountMails } from './accountMails.js';
import type { AuditService } from './audit.service.js';
import type { AuthService } from './auth.service.js';
import type { MailedLinkService } from './mailedLink.service.js';
import type { MembershipRecord } from './membership.model.js';
import type { Principal } from './session.service.js';
import type { UserRecord } from './user.model.js';

export interface EmailDeps {
  users: Model<UserRecord>;
  memberships: Model<MembershipRecord>;
  links: MailedLinkService;
  mails: AccountMails;
  auth: AuthService;
  audit: AuditService;
  rateLimits: RateLimits;
  clock: Clock;
}

const subjectOfChange = 'The e-mail address of your Switchboard log-in';

/** Whose an e-mail address is: confirmed by a link to it, and changed only so. */
export function createEmailService(deps: EmailDeps) {
  const { users, memberships, links, mails, auth, audit, rateLimits, clock } = deps;
  const confirmPerAddress = rateLimits('confirm-address', { points: 30, durationSeconds: 15 * 60 });
  const mailsPerUser = rateLimits('confirm-mails-user', { points: 5, durationSeconds: 60 * 60 });

  async function recordEverywhere(
    userId: string,
    action: 'email.confirmed' | 'email.changed',
    text: string,
    address: string,
  ) {
    for (const { accountId } of await memberships.find({ userId }).lean()) {
      await audit.record({ accountId, action, text, userId, address });
    }
  }

  /** The new address takes the old one's place, and the old mailbox is told. */
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
    // What was sent to the old mailbox opens nothing any more.
    await links.withdraw(userId, 'reset_password');
    await recordEverywhere(userId, 'email.changed', 'The e-mail address of the log-in was changed.', address);
    await mails.tell({
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
    /** Sends the link again, to the address that waits for it. Nothing happens where nothing waits. */
    async sendAgain({ userId }: Principal): Promise<void> {
      mails.requireWorking();
      const user = await users.findOne({ userId }).lean();
      const waiting = user && (user.newEmail ?? (user.emailConfirmedAt ? null : user.email));
      if (!waiting) return;
      await mailsPerUser.take(userId);
      await mails.confirmEmail(userId, waiting);
    },

    /**
     * Asks for another address: the new one gets a link, the old one a note. Until the link is opened nothing changes.
     *
     * @throws AppError `wrong_password`, `email_taken`, `mail_unavailable`, `too_many_requests`.
     */
    async askChange(
      principal: Principal,
      { email, currentPassword }: ChangeEmailRequest,
      address: string,
    ): Promise<void> {
      mails.requireWorking();
      const { accountId, userId } = principal;
      const user = await auth.requirePassword(principal, currentPassword);
      if (email === user.email) {
        // Back to what it is: whatever was asked for before is off.
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
      await mails.tell({
        userId,
        email: user.email,
        subject: subjectOfChange,
        paragraphs: [
          `Somebody who is signed in as you and knows your password wants to use ${email} instead of this address. It counts when it is confirmed from there.`,
          'If it was not you, change your password now: open Switchboard, then Settings, then Password.',
        ],
      });
    },

    /**
     * Opens a link: the address is whoever's mailbox it came to.
     *
     * @returns the address that counts now. @throws AppError `link_invalid`, `link_used`, `link_expired`, `email_taken`.
     */
    async confirm(token: string, address: string): Promise<string> {
      await confirmPerAddress.take(networkOf(address));
      const { userId, email } = await links.claim('confirm_email', token);
      const user = await users.findOne({ userId }).lean();
      if (user?.newEmail === email) await change(user, email, address);
      else if (user?.email === email) {
        await users.updateOne({ userId, email }, { $set: { emailConfirmedAt: clock.now() } });
        await recordEverywhere(userId, 'email.confirmed', 'The e-mail address was confirmed.', address);
      } else throw new AppError('link_invalid');
      return email;
    },
  };
}
export type EmailService = ReturnType<typeof createEmailService>;
