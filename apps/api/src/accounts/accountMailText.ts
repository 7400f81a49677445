import { displayName, isolated, type Role } from '@switchboard/contracts';
import { traitsOf } from './policy.js';

export interface MailWords {
  subject: string;
  text: string;
}

const formatTime = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
const formatName = (name: string) => isolated(displayName(name) ?? 'there');
const formatBusinessName = (name: string) => isolated(displayName(name) ?? 'a business');
const text = (...paragraphs: string[]) => `${paragraphs.join('\n\n')}\n`;
export function resetPasswordMail(input: { name: string; url: string; expiresAt: Date }): MailWords {
  return {
    subject: 'Choose a new password for Switchboard',
    text: text(
      `Hello ${formatName(input.name)},`,
      'Somebody, most likely you, said that they forgot your password for Switchboard. Choose a new one here:',
      input.url,
      `The link works once, until ${formatTime(input.expiresAt)}. A new password signs you out everywhere.`,
      'If it was not you, there is nothing to do: nobody but you has this link, and your password stays as it is.',
    ),
  };
}

export function confirmEmailMail(input: { name: string; url: string; expiresAt: Date; isNew: boolean }): MailWords {
  const why = input.isNew
    ? 'You want to use this address for Switchboard from now on. Confirm that it is yours:'
    : 'Please confirm that this address is yours, so that you can get back in if you forget your password:';
  return {
    subject: 'Confirm your e-mail address for Switchboard',
    text: text(
      `Hello ${formatName(input.name)},`,
      why,
      input.url,
      `The link works once, until ${formatTime(input.expiresAt)}.`,
      'If you know nothing of this, there is nothing to do: without the link nothing happens.',
    ),
  };
}

export interface InvitationMailInput {
  invitedBy: string;
  accountName: string;
  role: Role;
  url: string;
  expiresAt: Date;
}

export function invitationMail({ invitedBy, accountName, role, url, expiresAt }: InvitationMailInput): MailWords {
  const business = formatBusinessName(accountName);
  return {
    subject: `Join ${business} on Switchboard`,
    text: text(
      'Hello,',
      `${formatName(invitedBy)} invites you to work in ${business} on Switchboard, as ${traitsOf[role].called}. Join here:`,
      url,
      `The link works once, until ${formatTime(expiresAt)}. Whoever has it can join, so keep it to yourself.`,
      'If you do not know them, there is nothing to do.',
    ),
  };
}

/** @param paragraphs what happened, and what to do if it was not them. */
export function noteMail(input: { name: string; subject: string; paragraphs: readonly string[] }): MailWords {
  return { subject: input.subject, text: text(`Hello ${formatName(input.name)},`, ...input.paragraphs) };
}
