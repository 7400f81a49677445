import type { CatalogueEntries } from './entry.js';

/** What goes wrong in Switchboard itself. */
export const internalEntries = {
  token_unreadable: {
    title: 'The stored login cannot be opened',
    message: 'The key it was sealed with is not there any more. Reconnect the number.',
    next: 'connect_again',
  },
  key_missing: {
    title: 'The stored login cannot be opened just now',
    message:
      'The part of Switchboard that tried does not have the key it was sealed with. Nothing is lost: it is tried again. If it stays, ask the operator for the key; if that is gone for good, Reconnect the number.',
    next: 'retry',
  },
  database_unavailable: {
    title: 'Switchboard cannot reach its database',
    message:
      'The database does not answer just now. What was saved is safe, and pages come back by themselves. What you just did may be done later: look before you do it again.',
    next: 'retry',
  },
  internal: {
    title: 'Something went wrong here',
    message: 'This is our fault, not yours. Try again; if it stays, give support the request id.',
    next: 'retry',
  },
} satisfies CatalogueEntries;
