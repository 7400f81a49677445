import type { CatalogueEntries } from './entry.js';

/** Meta’s login code, and what the token stands for. */
export const grantEntries = {
  code_expired: {
    title: 'Meta’s login code has expired',
    message: 'A code lives only 30 seconds, and this one arrived too late. Nothing was changed. Please connect again.',
    next: 'connect_again',
  },
  code_used: {
    title: 'Meta’s login code was used already',
    message: 'A code works only once. Nothing was changed. Please connect again to get a new one.',
    next: 'connect_again',
  },
  code_invalid: {
    title: 'Meta did not accept the login code',
    message: 'The code is not one that Meta knows. Nothing was changed. Please connect again.',
    next: 'connect_again',
  },
  redirect_uri_mismatch: {
    title: 'The return address does not match',
    message:
      'Meta says the address you came back to differs from the one the login was started with. Connect again; if it stays, the operator has to check the app’s redirect URIs at Meta.',
    next: 'connect_again',
  },
  token_invalid: {
    title: 'Meta no longer accepts this login',
    message: 'The access was removed, has expired or belongs to another app. Connect again to renew it.',
    next: 'connect_again',
  },
  permission_missing: {
    title: 'A permission is missing',
    message:
      'The login did not include everything WhatsApp needs, so nothing was saved. Connect again and leave all boxes ticked.',
    next: 'connect_again',
  },
  no_whatsapp_account: {
    title: 'No WhatsApp account was shared',
    message:
      'The login worked, but no WhatsApp Business account was chosen in Meta’s window. Connect again and choose at least one.',
    next: 'connect_again',
  },
  waba_not_granted: {
    title: 'That WhatsApp account was not shared',
    message:
      'The browser named a WhatsApp account that Meta’s login does not cover, so nothing was saved. Please connect again.',
    next: 'connect_again',
  },
  no_phone_number: {
    title: 'No phone number yet',
    message: 'The WhatsApp account you chose has no phone number. Add one in WhatsApp Manager, then connect again.',
    next: 'connect_again',
  },
  number_in_use: {
    title: 'This number is connected elsewhere',
    message:
      'Another Switchboard account holds this number. It has to be disconnected there first. Nothing was changed in either account.',
    next: 'open_status',
  },
  number_not_granted: {
    title: 'Meta does not list this number',
    message: 'The token does not cover this number or its WhatsApp account. Nothing was saved.',
    next: 'fix_input',
  },
  number_not_found: {
    title: 'Number not found',
    message: 'This account holds no such number.',
    next: 'open_status',
  },
  number_not_known: {
    title: 'This number is new here',
    message: 'Support staff can reconnect numbers this account knows already. Ask an owner to connect a new one.',
    next: 'ask_owner',
  },
} satisfies CatalogueEntries;
