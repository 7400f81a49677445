import type { Model } from 'mongoose';
import type { MailQueue } from '../platform/mailQueue.js';
import type { AccountRecord } from './account.model.js';
import { confirmEmailMail, invitationMail, noteMail, resetPasswordMail } from './accountMailText.js';
import { type InvitationRecord, toInvitationId } from './invitation.model.js';
import type { InvitationTokens } from './invitationTokens.js';
import { confirmLinkLifeMs, resetLinkLifeMs, resetMailTriedForMs } from './lifetimes.js';
import type { MailedLinkService } from './mailedLink.service.js';
import type { UserRecord } from './user.model.js';

export interface AccountMailsDeps {
  mailQueue: MailQueue;
  links: MailedLinkService;
  users: Model<UserRecord>;
  accounts: Model<AccountRecord>;
  invitations: Model<InvitationRecord>;
  invitationTokens: InvitationTokens;
  frontendUrl: string;
}

export interface Note {
  /** Where it may be queued twice: it is one mail then. */
  id?: string;
  userId: string;
  subject: string;
  paragraphs: string[];
  /** Instead of the person's present address. */
  email?: string;
}

/** Words and links are made when a queued mail leaves, so asking for one takes as long for an unknown address. */
export function createAccountMails(deps: AccountMailsDeps) {
  const { mailQueue, links, users, accounts, invitations, invitationTokens, frontendUrl } = deps;

  mailQueue.compose('reset_password', 'e-mail with a link for a new password', async ({ _id, email }) => {
    const user = email === undefined ? null : await users.findOne({ email }).lean();
    if (!user) return null;
    const { userId, name } = user;
    const link = await links.make({
      id: _id,
      purpose: 'reset_password',
      ...{ userId, email: user.email, lifeMs: resetLinkLifeMs },
    });
    if (!link) return null;
    // A fragment stays out of server logs and of the Referer header.
    const words = resetPasswordMail({
      name,
      url: `${frontendUrl}/reset-password#${link.token}`,
      expiresAt: link.expiresAt,
    });
    return { to: { name, address: user.email }, ...words };
  });

  mailQueue.compose('confirm_email', 'e-mail that asks to confirm an address', async ({ _id, userId, email }) => {
    const user = userId === undefined ? null : await users.findOne({ userId }).lean();
    if (!user || !email) return null;
    const isNew = email === user.newEmail;
    // The person asked for another address, or has confirmed this one.
    if (!isNew && (email !== user.email || user.emailConfirmedAt)) return null;
    const link = await links.make({
      id: _id,
      purpose: 'confirm_email',
      ...{ userId: user.userId, email, lifeMs: confirmLinkLifeMs },
    });
    if (!link) return null;
    const { name } = user;
    const words = confirmEmailMail({
      ...{ name, isNew, expiresAt: link.expiresAt },
      url: `${frontendUrl}/confirm-email#${link.token}`,
    });
    return { to: { name, address: email }, ...words };
  });

  mailQueue.compose('invitation', 'e-mail with an invitation to a team', async ({ accountId, email, facts }) => {
    const found = await invitations.findOne({ accountId, _id: facts?.invitationId }).lean<InvitationRecord>();
    // The link was withdrawn, used or replaced since.
    if (!found || !email || String(found.generation) !== facts?.generation) return null;
    const [account, inviter] = await Promise.all([
      accounts.findOne({ accountId: found.accountId }).lean(),
      users.findOne({ userId: found.invitedBy }).lean(),
    ]);
    if (!account || !inviter) return null;
    const words = invitationMail({
      ...{ invitedBy: inviter.name, accountName: account.name, role: found.role, expiresAt: found.expiresAt },
      url: invitationTokens.buildUrl(found),
    });
    return { to: { name: '', address: email }, ...words };
  });

  mailQueue.compose('note', 'e-mail about somebody’s own way of signing in', async ({ userId, email, facts }) => {
    const user = userId === undefined ? null : await users.findOne({ userId }).lean();
    if (!user || !facts) return null;
    const { subject = '', paragraphs = '' } = facts;
    const words = noteMail({ name: user.name, subject, paragraphs: paragraphs.split('\n') });
    return { to: { name: user.name, address: email ?? user.email }, ...words };
  });

  return {
    works: mailQueue.works,
    requireWorking: () => mailQueue.requireWorking(),

    resetPassword: (email: string) => mailQueue.add({ kind: 'reset_password', email, triedForMs: resetMailTriedForMs }),

    confirmEmail: (userId: string, email: string) => mailQueue.add({ kind: 'confirm_email', userId, email }),

    async invite(invitation: InvitationRecord): Promise<void> {
      const { accountId, email, generation } = invitation;
      if (!email) return;
      const facts = { invitationId: toInvitationId(invitation), generation: String(generation) };
      await mailQueue.add({ kind: 'invitation', accountId, email, facts });
    },

    notify: ({ id, userId, subject, paragraphs, email }: Note) =>
      mailQueue.add({
        ...(id === undefined ? {} : { id }),
        kind: 'note',
        userId,
        ...(email === undefined ? {} : { email }),
        facts: { subject, paragraphs: paragraphs.join('\n') },
      }),
  };
}
export type AccountMails = ReturnType<typeof createAccountMails>;
