import type { CatalogueEntries } from './entry.js';

/** Links by which somebody else connects. */
export const handoverEntries = {
  handover_invalid: {
    title: 'This link does not work',
    message: 'It is not complete, or it was withdrawn. Ask whoever sent it for a new one.',
    next: 'none',
  },
  handover_used: {
    title: 'This link was used already',
    message: 'A hand-over link works once. Ask whoever sent it for a new one.',
    next: 'none',
  },
  handover_expired: {
    title: 'This link is too old',
    message: 'A hand-over link works for half an hour. Ask whoever sent it for a new one.',
    next: 'none',
  },
  handover_other_account: {
    title: 'You are signed in to another account',
    message:
      'This link connects a number to somebody else’s Switchboard account. Log out first if you want to go on; nothing was changed.',
    next: 'none',
  },
  handover_other_browser: {
    title: 'This login belongs to another browser',
    message: 'A hand-over is finished in the browser that opened its link. Nothing was changed.',
    next: 'none',
  },
} satisfies CatalogueEntries;
