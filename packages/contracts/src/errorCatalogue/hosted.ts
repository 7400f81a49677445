import type { CatalogueEntries } from './entry.js';

/** Signing up on Meta’s hosted page. */
export const hostedEntries = {
  system_token_missing: {
    title: 'The system user’s token is missing',
    message:
      'A sign-up on Meta’s hosted page can be finished only with META_SYSTEM_USER_TOKEN set. It is kept until then.',
    next: 'ask_operator',
  },
  hosted_signup_busy: {
    title: 'Already under way',
    message: 'Somebody is working on this sign-up at the moment, or just did. Look at the list again.',
    next: 'none',
  },
  hosted_signup_gone: {
    title: 'This is no longer shared',
    message:
      'Meta says that this WhatsApp account is not shared with Switchboard any more. The business has to sign up again.',
    next: 'none',
  },
  hosted_access_refused: {
    title: 'Meta did not hand out the access',
    message:
      'Meta does not give Switchboard’s system user the access of this business: it shares nothing with us any more, or the system user lacks the permission business_management. Nothing was changed.',
    next: 'ask_operator',
  },
  hosted_phone_mismatch: {
    title: 'This is not one of its numbers',
    message:
      'None of the numbers that Meta lists for this WhatsApp account ends with these digits. Nothing was changed. Ask the business for its number.',
    next: 'none',
  },
} satisfies CatalogueEntries;
