import type { CatalogueEntries } from './entry.js';

/** How a call to Meta fails. */
export const metaEntries = {
  meta_unreachable: {
    title: 'Meta cannot be reached',
    message: 'Switchboard could not reach Meta. This is usually over in a few minutes.',
    next: 'retry',
  },
  meta_unavailable: {
    title: 'Meta has a problem right now',
    message: 'Meta answered that it cannot do this at the moment. This is usually over in a few minutes.',
    next: 'retry',
  },
  meta_timed_out: {
    title: 'Meta is not answering',
    message: 'Meta took too long to answer.',
    next: 'retry',
  },
  meta_unexpected_answer: {
    title: 'Meta answered something unexpected',
    message: 'The answer could not be understood, so nothing was built on it.',
    next: 'retry',
  },
  meta_rate_limited: {
    title: 'Meta asks us to slow down',
    message: 'The call limit at Meta is reached. Try again in a few minutes.',
    next: 'retry',
  },
  meta_refused: {
    title: 'Meta refused',
    message: 'Meta did not allow this. Its reason is kept with the attempt.',
    next: 'ask_operator',
  },
  app_misconfigured: {
    title: 'Switchboard’s Meta app is not set up right',
    message: 'This is for the operator to mend: Meta does not accept the app’s id or secret. Nothing was changed.',
    next: 'ask_operator',
  },
} satisfies CatalogueEntries;
