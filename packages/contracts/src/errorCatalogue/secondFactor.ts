import type { CatalogueEntries } from './entry.js';

/** More than a password. */
export const secondFactorEntries = {
  factor_code_wrong: {
    title: 'That did not work',
    message: 'This code is not right, or it was used already. Enter the next one that your app shows.',
    next: 'fix_input',
  },
  recovery_code_wrong: {
    title: 'That did not work',
    message: 'This recovery code is not right, or it was used already. Each works once.',
    next: 'fix_input',
  },
  passkey_refused: {
    title: 'The passkey was not accepted',
    message: 'It is not known here, was used on another site, or took too long. Try again, or choose another way.',
    next: 'retry',
  },
  second_step_over: {
    title: 'Log in again',
    message: 'That took too long, or there were too many wrong tries. Begin again with your password.',
    next: 'sign_in',
  },
  factor_setup_over: {
    title: 'That took too long',
    message: 'The setup has expired, or a newer one was begun. Nothing was changed. Start it again.',
    next: 'retry',
  },
  second_factor_needed: {
    title: 'Set up a second factor first',
    message: 'You need more than a password here. Set up a second factor under Settings, Security, then go on.',
    next: 'none',
  },
  second_factor_last: {
    title: 'You need a second factor here',
    message: 'This is your last one, and one is asked of you. Add another first.',
    next: 'none',
  },
  proof_needed: {
    title: 'Confirm that it is you',
    message: 'For this you have to show once more that it is you, with your password or a passkey.',
    next: 'none',
  },
} satisfies CatalogueEntries;
