import type { CatalogueEntries } from './entry.js';

/** Registering a number, mending it, proving that it works. */
export const registrationEntries = {
  pin_wrong: {
    title: 'Meta did not accept the PIN',
    message:
      'The number has a two-step verification PIN that is not the one kept here. Enter it, or set a new one; after a few wrong tries Meta makes you wait.',
    next: 'fix_input',
  },
  pin_not_kept: {
    title: 'No PIN is kept here',
    message: 'Switchboard did not set the PIN of this number, so there is none to show. A new one can be set.',
    next: 'none',
  },
  pin_already_shown: {
    title: 'The PIN was shown already',
    message: 'It is shown once. If it is lost, set a new one.',
    next: 'none',
  },
  registration_limited: {
    title: 'Too many registrations',
    message: 'Meta allows ten tries within 72 hours for a number. Wait until the time shown, then try again.',
    next: 'none',
  },
  number_not_registered: {
    title: 'The number is not registered',
    message: 'It has to be registered with Meta’s Cloud API before it can send. Register it; no new login is needed.',
    next: 'retry',
  },
  verification_needed: {
    title: 'Meta wants proof that the number is yours',
    message: 'Ask for a code by text message or call, and enter it here. Then the number can be registered.',
    next: 'none',
  },
  verification_code_wrong: {
    title: 'That code is not right',
    message: 'Look again at the message from Meta, or ask for a new code.',
    next: 'fix_input',
  },
  already_verified: {
    title: 'The number is verified already',
    message: 'No code is needed. Go on and register it.',
    next: 'none',
  },
  coexistence_number: {
    title: 'This belongs to the phone',
    message:
      'The number is used in the WhatsApp Business app as well, so its registration and PIN are kept there, not here.',
    next: 'none',
  },
  test_recipient_invalid: {
    title: 'That is not a phone number',
    message: 'Enter it with the country code, like +15550100000. It must not be the business’s own number.',
    next: 'fix_input',
  },
  fix_under_way: {
    title: 'Already under way',
    message: 'Somebody pressed this a moment ago. The result appears by itself.',
    next: 'none',
  },
} satisfies CatalogueEntries;
