import type { ErrorCode } from './errorCodes.js';

/** The one thing to press next. `none`: there is nothing to press, the words say what to do. */
export type NextStep =
  | 'connect_again'
  | 'retry'
  | 'sign_in'
  | 'open_status'
  | 'ask_owner'
  | 'ask_operator'
  | 'fix_input'
  | 'none';

export interface CatalogueEntry {
  title: string;
  message: string;
  next: NextStep;
}

/** What a person reads for each code: what happened, whose turn it is, what to press. */
export const errorCatalogue: Record<ErrorCode, CatalogueEntry> = {
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
  not_signed_in: {
    title: 'You are signed out',
    message: 'Log in again to go on. Nothing was changed.',
    next: 'sign_in',
  },
  session_ended: {
    title: 'You are signed out',
    message: 'Your session has ended. Log in again to go on. Nothing was changed.',
    next: 'sign_in',
  },
  invalid_credentials: {
    title: 'That did not work',
    message: 'The e-mail address or the password is not right.',
    next: 'fix_input',
  },
  wrong_password: {
    title: 'That did not work',
    message: 'Your current password is not right.',
    next: 'fix_input',
  },
  email_taken: {
    title: 'There is an account already',
    message: 'Somebody has signed up with this e-mail address. Log in instead.',
    next: 'sign_in',
  },
  weak_password: {
    title: 'Choose another password',
    message: 'This password is too easy to guess. A few unrelated words make a good one.',
    next: 'fix_input',
  },
  forbidden: { title: 'Not allowed', message: 'Your role does not allow this.', next: 'ask_owner' },
  owner_only: {
    title: 'Only an owner can do this',
    message: 'Ask an owner of this account to do it, or to change your role.',
    next: 'ask_owner',
  },
  cross_site_request: {
    title: 'Refused',
    message: 'This request did not come from Switchboard’s own pages.',
    next: 'none',
  },
  invitation_invalid: {
    title: 'This invitation does not work any more',
    message: 'It was used already, has expired, or was withdrawn. Ask the owner for a new link.',
    next: 'ask_owner',
  },
  last_owner: {
    title: 'An account needs an owner',
    message:
      'The last owner cannot leave, be removed or become support staff. Make somebody else an owner first, or hand the account over.',
    next: 'none',
  },
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
  person_unknown: {
    title: 'Nobody has this address',
    message: 'Nobody here signs in with this e-mail address. Check how it is written.',
    next: 'fix_input',
  },
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
  system_token_missing: {
    title: 'The system user’s token is missing',
    message:
      'A sign-up on Meta’s hosted page can be finished only with META_SYSTEM_USER_TOKEN set. It is kept until then.',
    next: 'ask_operator',
  },
  hosted_signup_busy: {
    title: 'Already under way',
    message: 'Somebody is working on this sign-up at the moment, or just did. Look at the list again.',
    next: 'none',
  },
  hosted_signup_gone: {
    title: 'This is no longer shared',
    message:
      'Meta says that this WhatsApp account is not shared with Switchboard any more. The business has to sign up again.',
    next: 'none',
  },
  hosted_access_refused: {
    title: 'Meta did not hand out the access',
    message:
      'Meta does not give Switchboard’s system user the access of this business: it shares nothing with us any more, or the system user lacks the permission business_management. Nothing was changed.',
    next: 'ask_operator',
  },
  hosted_phone_mismatch: {
    title: 'This is not one of its numbers',
    message:
      'None of the numbers that Meta lists for this WhatsApp account ends with these digits. Nothing was changed. Ask the business for its number.',
    next: 'none',
  },
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
  conversation_not_found: {
    title: 'This conversation is not here',
    message: 'It does not exist, or it is not yours to see.',
    next: 'none',
  },
  message_not_found: {
    title: 'This message is not here',
    message: 'It does not exist, or it is not yours to see.',
    next: 'none',
  },
  media_not_found: {
    title: 'This file is not here',
    message: 'It does not exist, or it is not yours to see.',
    next: 'none',
  },
  media_not_ready: {
    title: 'The file is still on its way',
    message: 'It is being fetched from Meta. It appears by itself when it is there.',
    next: 'none',
  },
  media_too_large: {
    title: 'The file is too large',
    message: 'WhatsApp does not take a file of this size.',
    next: 'fix_input',
  },
  media_type_refused: {
    title: 'WhatsApp does not take this kind of file',
    message:
      'Pictures can be JPEG or PNG, sound AAC, AMR, MP3, MP4 or OGG, films MP4 or 3GP, documents PDF, text or Office files.',
    next: 'fix_input',
  },
  media_infected: {
    title: 'The file was held back',
    message: 'The virus scanner found something in it, so it is neither shown nor sent, and was removed.',
    next: 'none',
  },
  scanner_unavailable: {
    title: 'The file could not be searched',
    message: 'The virus scanner does not answer just now, so the file was not taken. Please try again in a moment.',
    next: 'retry',
  },
  window_closed: {
    title: 'The 24 hours are over',
    message: 'The customer wrote more than 24 hours ago, so WhatsApp takes only an approved template now.',
    next: 'none',
  },
  number_disconnected: {
    title: 'This number is disconnected',
    message: 'Nothing can be sent from it until it is connected again.',
    next: 'open_status',
  },
  template_not_found: {
    title: 'This template is not approved any more',
    message: 'Meta does not list it among the approved templates of this number. Choose another one.',
    next: 'fix_input',
  },
  template_incomplete: {
    title: 'Something is not filled in',
    message: 'Every variable of the template needs a value.',
    next: 'fix_input',
  },
  message_not_retryable: {
    title: 'There is nothing to try again',
    message: 'Only a message that failed, or whose outcome is unclear, can be tried again.',
    next: 'none',
  },
  message_not_held: {
    title: 'This message waits for nobody',
    message: 'It was decided already, here or by a colleague. The conversation shows what became of it.',
    next: 'none',
  },
  reaction_not_possible: {
    title: 'This message takes no reaction',
    message: 'WhatsApp takes reactions to messages of the last 30 days that have reached it.',
    next: 'none',
  },
  group_not_answerable: {
    title: 'Groups are answered on the phone',
    message: 'Switchboard shows what is written in a group, and cannot write in it yet. Nothing was sent.',
    next: 'none',
  },
  marketing_opted_out: {
    title: 'This customer wants no marketing',
    message:
      'The customer told WhatsApp so, and WhatsApp refuses marketing templates to them. Nothing was sent. Other templates and answers still arrive.',
    next: 'none',
  },
  take_over_refused: {
    title: 'Meta does not let you take over',
    message:
      'On this number only the one set up for escalation may take a conversation from whoever answers it. Answer with a template, which needs no taking over, or change who escalates in Meta Business Suite.',
    next: 'none',
  },
  nothing_to_hand_back: {
    title: 'There is nothing to hand back',
    message: 'You do not hold this conversation any more. Nothing was changed.',
    next: 'none',
  },
  client_id_used: {
    title: 'That was sent before',
    message: 'The same request was used for another message already. Nothing was sent twice.',
    next: 'none',
  },
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
  token_unreadable: {
    title: 'The stored login cannot be opened',
    message: 'The key it was sealed with is not there any more. Reconnect the number.',
    next: 'connect_again',
  },
  key_missing: {
    title: 'The stored login cannot be opened just now',
    message:
      'The part of Switchboard that tried does not have the key it was sealed with. Nothing is lost: it is tried again. If it stays, ask the operator for the key; if that is gone for good, Reconnect the number.',
    next: 'retry',
  },
  database_unavailable: {
    title: 'Switchboard cannot reach its database',
    message:
      'The database does not answer just now. What was saved is safe, and pages come back by themselves. What you just did may be done later: look before you do it again.',
    next: 'retry',
  },
  internal: {
    title: 'Something went wrong here',
    message: 'This is our fault, not yours. Try again; if it stays, give support the request id.',
    next: 'retry',
  },
};
