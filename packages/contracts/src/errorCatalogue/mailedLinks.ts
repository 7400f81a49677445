import type { CatalogueEntries } from './entry.js';

/** Links that are sent by e-mail. */
export const mailedLinkEntries = {
  link_invalid: {
    title: 'This link does not work',
    message: 'It is not complete, or a newer link has taken its place. Ask for a new one.',
    next: 'none',
  },
  link_used: {
    title: 'This link was used already',
    message: 'Each link works once. If you still need one, ask for a new one.',
    next: 'none',
  },
  link_expired: {
    title: 'This link is too old',
    message: 'For your safety links work for a short time only. Ask for a new one.',
    next: 'none',
  },
  mail_unavailable: {
    title: 'No e-mail can be sent from here',
    message: 'This Switchboard has no mail server. Ask whoever runs it for you.',
    next: 'ask_operator',
  },
} satisfies CatalogueEntries;
