import type { CatalogueEntries } from './entry.js';

/** Who asks, and what they may. */
export const accountEntries = {
  not_signed_in: {
    title: 'You are signed out',
    message: 'Log in again to go on. Nothing was changed.',
    next: 'sign_in',
  },
  session_ended: {
    title: 'You are signed out',
    message: 'Your session has ended. Log in again to go on. Nothing was changed.',
    next: 'sign_in',
  },
  invalid_credentials: {
    title: 'That did not work',
    message: 'The e-mail address or the password is not right.',
    next: 'fix_input',
  },
  wrong_password: {
    title: 'That did not work',
    message: 'Your current password is not right.',
    next: 'fix_input',
  },
  email_taken: {
    title: 'There is an account already',
    message: 'Somebody has signed up with this e-mail address. Log in instead.',
    next: 'sign_in',
  },
  weak_password: {
    title: 'Choose another password',
    message: 'This password is too easy to guess. A few unrelated words make a good one.',
    next: 'fix_input',
  },
  forbidden: { title: 'Not allowed', message: 'Your role does not allow this.', next: 'ask_owner' },
  owner_only: {
    title: 'Only an owner can do this',
    message: 'Ask an owner of this account to do it, or to change your role.',
    next: 'ask_owner',
  },
  cross_site_request: {
    title: 'Refused',
    message: 'This request did not come from Switchboard’s own pages.',
    next: 'none',
  },
  invitation_invalid: {
    title: 'This invitation does not work any more',
    message: 'It was used already, has expired, or was withdrawn. Ask the owner for a new link.',
    next: 'ask_owner',
  },
  last_owner: {
    title: 'An account needs an owner',
    message:
      'The last owner cannot leave, be removed or become support staff. Make somebody else an owner first, or hand the account over.',
    next: 'none',
  },
  person_unknown: {
    title: 'Nobody has this address',
    message: 'Nobody here signs in with this e-mail address. Check how it is written.',
    next: 'fix_input',
  },
} satisfies CatalogueEntries;
