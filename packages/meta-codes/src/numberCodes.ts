import { code, type MetaError, undescribed } from './metaError.js';
import { askOperator, bad, info, numberInUse, warn } from './words.js';

/** About the account, the number, registering it, moving it, and sharing it with the phone. */
// biome-ignore format: a table is read by its rows
export const numberCodes: readonly MetaError[] = [
  // The account and the number
  code(131031, 'account_restricted', 'business', 'no', bad('The account is locked', 'Meta locked the WhatsApp account, or the PIN or other details did not match.', 'See WhatsApp Manager for the reason, or run the doctor: it shows what Meta says about the number.', 'check_again')),
  code(131037, 'message_not_allowed', 'business', 'later', bad('The display name is not approved', 'The number needs a display name that Meta approved before it may send.', 'Ask for a name in WhatsApp Manager. Try again when it is approved.')),
  code(131042, 'payment_required', 'business', 'later', bad('There is a problem with the payment', 'Meta could not charge the WhatsApp account.', 'Mend the payment method in WhatsApp Manager, then try again.')),
  code(131045, 'number_not_registered', 'business', 'later', bad('This number is not registered', 'The registration of the number at Meta has a problem.', 'Press “Register” on the WhatsApp page.', 'register')),
  code(131048, 'account_restricted', 'business', 'later', bad('This number is limited', 'Too many customers blocked or reported the number, so WhatsApp limits it.', 'See its quality in WhatsApp Manager, and write only to customers who expect it.')),
  code(133000, 'number_not_registered', 'switchboard', 'later', bad('This number is half deregistered', 'An earlier try to take the number off was not finished at Meta.', 'Press “Register” on the WhatsApp page. If Meta refuses again, wait a few minutes in between.', 'register')),
  code(133005, 'pin_rejected', 'business', 'no', bad('The PIN is wrong', 'The number has a two-step PIN at Meta, and it is another one.', 'Register with the right PIN, or set a new one on the WhatsApp page.', 'register')),
  code(133006, 'number_not_registered', 'business', 'later', bad('The number is not verified yet', 'Meta first wants a proof that the number is yours.', 'Press “Verify” on the WhatsApp page: a code comes by text message or call.', 'verify_number')),
  code(133008, 'pin_rejected', 'business', 'later', bad('Too many wrong PINs', 'The PIN was wrong too often, and Meta takes none for a while.', 'Wait as long as Meta says, then register with the right PIN.', 'register')),
  code(133009, 'pin_rejected', 'business', 'later', warn('PINs came too fast', 'Meta wants a pause between two tries.', 'Wait as long as Meta says, then try again.', 'register')),
  code(133010, 'number_not_registered', 'business', 'later', bad('This number is not registered', 'Meta does not let the number send before it is registered.', 'Press “Register” on the WhatsApp page.', 'register')),
  code(133015, 'registration_limited', 'business', 'later', warn('The number was deleted a moment ago', 'Meta needs a few minutes before it can be registered anew.', 'Wait five minutes, then press “Register”.', 'register')),
  code(133016, 'registration_limited', 'business', 'later', bad('Registered too often', 'Meta allows ten tries of registering in 72 hours, and they are used up.', 'Wait up to 72 hours. The WhatsApp page shows when the next try is free.', 'register')),
  code(136024, 'already_done', 'switchboard', 'no', info('The number is verified already', 'Meta has the proof that the number is yours.', 'Go on: press “Register”.', 'register')),

  // What Meta's own check of a number says. Its words, as it answers them in `health_status`:
  // “There is an error with the payment method. This will block business initiated conversations.”
  code(141006, 'payment_required', 'business', 'later', bad('There is a problem with the payment', 'The payment method of the WhatsApp account has an error, so the business cannot write to customers first.', 'Mend the payment method in WhatsApp Manager, then try again.')),
  // “The Business has not passed business verification.”
  code(141010, 'message_not_allowed', 'business', 'later', warn('The business is not verified', 'The business has not passed Meta’s verification.', 'Verify it in Business Support Home at Meta.')),
  undescribed(141014, 'It is one of Meta’s codes about whether a number can send.'),

  // meta-platform 17.9
  code(147001, 'invalid_request', 'business', 'no', warn('The username is taken', 'Somebody else on WhatsApp has this username.', 'Choose another one.')),

  // “Cannot Create Certificate: … registered to an existing WhatsApp account”, in Meta's answer to registering:
  // https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes/
  code(2388001, 'invalid_request', 'business', 'later', numberInUse),

  // Moving a number
  code(2388012, 'already_done', 'business', 'no', info('The number is there already', 'It is on this WhatsApp account, so there is nothing to move.', 'Check the number on the WhatsApp page.', 'check_again')),
  code(2388091, 'invalid_request', 'business', 'no', warn('The number is not being moved', 'Meta knows of no move of this number that has begun.', 'Begin the move in WhatsApp Manager of the account that it shall go to.')),
  code(2388093, 'invalid_request', 'business', 'no', bad('The number cannot be moved', 'Meta does not let it go. There are many reasons: for example, two-step verification is still on where it is now.', 'Switch off two-step verification where the number is now, see that both accounts are in good standing, and begin the move again.')),
  code(2388103, 'invalid_request', 'business', 'no', bad('The number cannot be moved', 'Something about one of the two WhatsApp accounts stands in the way, for example its review or its payment method.', 'See WhatsApp Manager for what is missing, then begin the move again.')),
  code(2494100, 'meta_unavailable', 'meta', 'later', warn('The number is in maintenance', 'Meta is working on the number, often because it is being moved.', 'Try again in a few minutes.')),

  // Shared with the WhatsApp Business app
  code(2593107, 'already_done', 'switchboard', 'no', info('Already asked for', 'Contacts and history are given out once, and they were asked for before.', null)),
  code(2593108, 'invalid_request', 'business', 'no', warn('Too late for contacts and history', 'Meta gives them out only in the first 24 hours after the number was connected.', 'To have them, disconnect the number in the WhatsApp Business app and connect it again.', 'reconnect')),
  code(2593109, 'permission_missing', 'business', 'no', info('The history is not shared', 'When the number was connected, somebody chose on the phone not to share the chats.', 'To share them, disconnect the number in the WhatsApp Business app, connect it again and say yes.', 'reconnect')),

  // Onboarding: https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes/
  code(1752041, 'already_done', 'switchboard', 'no', info('Already asked for', 'A partner has asked Meta for the same onboarding before.', null), { shownTurn: 'meta' }),
  code(2494164, 'not_found', 'business', 'no', bad('Meta does not know this sign-up', 'What the request for a sign-up inside the app refers to does not exist at Meta.', askOperator), { shownTurn: 'operator' }),
  code(2494165, 'message_not_allowed', 'operator', 'no', bad('Signing up here is not switched on', 'Meta has not switched on sign-ups inside an app for this account.', askOperator)),
];
