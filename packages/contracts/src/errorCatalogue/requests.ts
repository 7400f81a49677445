import type { CatalogueEntries } from './entry.js';

/** The request itself. */
export const requestEntries = {
  invalid_request: {
    title: 'That did not look right',
    message: 'Something in the request is missing or has the wrong form.',
    next: 'fix_input',
  },
  invalid_json: { title: 'That did not look right', message: 'The request is not valid JSON.', next: 'fix_input' },
  body_too_large: { title: 'Too large', message: 'The request is larger than allowed.', next: 'fix_input' },
  request_timed_out: {
    title: 'Too slow',
    message: 'The request did not arrive in time.',
    next: 'retry',
  },
  signature_invalid: {
    title: 'Refused',
    message: 'The signature does not belong to these bytes and this app.',
    next: 'none',
  },
  server_busy: {
    title: 'Too busy',
    message: 'Too much is coming in at once. Nothing was lost: try again in a moment.',
    next: 'retry',
  },
  not_found: { title: 'Not found', message: 'There is nothing here, or it is not yours to see.', next: 'none' },
  too_many_requests: {
    title: 'Too many tries',
    message: 'There were too many tries in a short time. Wait a few minutes, then try again.',
    next: 'none',
  },
} satisfies CatalogueEntries;
