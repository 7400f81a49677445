import type { CatalogueEntries } from './entry.js';

/** Disconnecting, undoing it, pausing. */
export const disconnectEntries = {
  revoke_not_allowed: {
    title: 'Only an owner can remove the app at Meta',
    message: 'Support staff can pause or disconnect here. An owner can allow more in the settings.',
    next: 'ask_owner',
  },
  nothing_to_undo: {
    title: 'This cannot be undone any more',
    message: 'The access is not kept any more. Connect the number again; its chats and settings are kept.',
    next: 'connect_again',
  },
  number_paused: {
    title: 'This number is paused',
    message: 'Nothing is sent from it until somebody resumes it. What customers write meanwhile is kept.',
    next: 'open_status',
  },
} satisfies CatalogueEntries;
