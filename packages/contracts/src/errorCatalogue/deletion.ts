import type { CatalogueEntries } from './entry.js';

/** What Meta’s callbacks of people who leave are answered. */
export const deletionEntries = {
  signed_request_invalid: {
    title: 'Refused',
    message: 'The request is not signed by Meta for this app, or is too old. Nothing was deleted.',
    next: 'none',
  },
  deletion_unknown: {
    title: 'We do not know this request',
    message: 'There is no deletion request with this code. Check the link that Meta gave you.',
    next: 'none',
  },
} satisfies CatalogueEntries;
