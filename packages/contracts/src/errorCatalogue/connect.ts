import type { CatalogueEntries } from './entry.js';

/** Coming back from Meta’s login, and what an attempt does with it. */
export const connectEntries = {
  no_code: {
    title: 'Meta sent nothing back',
    message: 'You came back from Meta without a login code, so nothing was changed. Start the connection again.',
    next: 'connect_again',
  },
  connect_denied: {
    title: 'You cancelled at Meta',
    message:
      'You chose not to give Switchboard access in Meta’s window. Nothing was connected or changed. You can start again whenever you like.',
    next: 'connect_again',
  },
  connect_closed: {
    title: 'Meta’s window was closed',
    message: 'The login was not finished, so nothing was connected or changed.',
    next: 'connect_again',
  },
  connect_interrupted: {
    title: 'The connection was interrupted',
    message:
      'Switchboard was restarted while it talked to Meta, and a login code works only once. Nothing was saved. Please connect again.',
    next: 'connect_again',
  },
  login_failed: {
    title: 'Meta reported a problem',
    message: 'Meta’s login ended with an error instead of an answer. Nothing was changed. Please try again.',
    next: 'connect_again',
  },
  state_unknown: {
    title: 'We do not know this login',
    message:
      'The link you came back with does not belong to a login started in Switchboard. For your safety nothing was done with it.',
    next: 'connect_again',
  },
  state_expired: {
    title: 'That took too long',
    message: 'A login at Meta has to be finished within ten minutes. Nothing was changed. Please start again.',
    next: 'connect_again',
  },
  state_used: {
    title: 'This login was finished already',
    message: 'Each login can be used once. Look at the status page for its result, or start a new one.',
    next: 'open_status',
  },
  state_not_yours: {
    title: 'This login was started by somebody else',
    message:
      'It belongs to another person or another account, so nothing was done with it. Start the connection from your own account.',
    next: 'connect_again',
  },
  state_other_session: {
    title: 'You signed in again since you started',
    message: 'A login at Meta belongs to the session it was started in. Nothing was changed. Please start again.',
    next: 'connect_again',
  },
  signup_error: {
    title: 'Meta’s window reported a problem',
    message: 'The signup at Meta ended with an error, so nothing was connected or changed. Please try again.',
    next: 'connect_again',
  },
  choice_expired: {
    title: 'The choice came too late',
    message: 'The numbers were kept for an hour to choose from. Nothing was connected. Please connect again.',
    next: 'connect_again',
  },
  nothing_chosen: {
    title: 'Choose at least one number',
    message: 'Tick the numbers that Switchboard is to connect.',
    next: 'fix_input',
  },
  not_choosing: {
    title: 'There is nothing to choose here',
    message: 'This attempt does not wait for a choice, or the number is not one of those that Meta shared.',
    next: 'open_status',
  },
  different_number: {
    title: 'That is another number',
    message:
      'What was shared at Meta does not include the number you wanted to bring back, so nothing was changed. Connect again and choose the same number, or connect the other one as a new number.',
    next: 'connect_again',
  },
  different_waba: {
    title: 'That is another WhatsApp account',
    message:
      'The number was found under another WhatsApp account than before. Nothing was changed: an owner can connect it from the status page as a new connection.',
    next: 'ask_owner',
  },
  rehearsal_failed: {
    title: 'The new access was tried and did not work',
    message: 'The old connection was left as it is. The steps show what the new access could not do.',
    next: 'connect_again',
  },
  subscription_failed: {
    title: 'Messages will not arrive yet',
    message: 'The number is saved, but Meta did not switch on its webhooks. Try again; no new login is needed.',
    next: 'retry',
  },
  save_failed: {
    title: 'Not saved',
    message: 'The number could not be saved. Try again; no new login is needed.',
    next: 'retry',
  },
  nothing_to_retry: {
    title: 'Nothing to try again',
    message: 'This attempt is finished or its login is no longer held. Connect again if something is missing.',
    next: 'connect_again',
  },
} satisfies CatalogueEntries;
