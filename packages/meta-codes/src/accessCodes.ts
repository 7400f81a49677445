import { code, type MetaError } from './metaError.js';
import { askOperator, bad, reconnectIt, warn } from './words.js';

/** About the login, the access, the request itself, and Meta's own faults. */
// biome-ignore format: a table is read by its rows
export const accessCodes: readonly MetaError[] = [
  // Login and access
  code(0, 'token_invalid', 'business', 'no', bad('The login to Meta is no longer valid', 'Meta does not accept the login that was given to Switchboard any more.', reconnectIt, 'reconnect'), { worksAfterPress: true }),
  code(3, 'permission_missing', 'operator', 'no', bad('The Meta app may not do this', 'Meta has not given Switchboard’s app what this needs.', askOperator)),
  code(10, 'permission_missing', 'business', 'no', bad('A permission is missing', 'A permission for this number was not given, or was taken back at Meta.', `${reconnectIt} Leave every permission ticked in Meta’s window.`, 'reconnect'), { worksAfterPress: true }),
  code(101, 'app_misconfigured', 'operator', 'no', bad('Meta does not know this app', 'The id of the Meta app that Switchboard uses is wrong.', askOperator)),
  code(102, 'token_invalid', 'business', 'no', bad('The login to Meta has ended', 'Meta ended the session behind the login.', reconnectIt, 'reconnect'), { worksAfterPress: true }),
  code(104, 'app_misconfigured', 'operator', 'no', bad('Switchboard’s Meta app is not set up right', 'Meta does not accept how Switchboard proves who it is.', askOperator), { worksAfterPress: true }),
  code(190, 'token_invalid', 'business', 'no', bad('The login to Meta is no longer valid', 'The access has expired or was taken back, so Meta does not accept it any more.', reconnectIt, 'reconnect'), { worksAfterPress: true }),
  code(200, 'permission_missing', 'business', 'no', bad('A permission is missing', 'A permission was not granted, the WhatsApp account is not shared with Switchboard, or Meta has not cleared the app for other businesses yet.', `${reconnectIt} If it stays, ask the operator of Switchboard whether the app has Advanced access.`, 'reconnect'), { lastCode: 299, worksAfterPress: true }),
  code(368, 'account_restricted', 'business', 'no', bad('The account is restricted', 'Meta restricted the business for a breach of its rules.', 'Open Business Support Home at Meta: the reason is there, and it can be appealed.')),
  code(452, 'token_invalid', 'business', 'no', bad('The login to Meta is no longer valid', 'The session key behind the login is not valid any more.', reconnectIt, 'reconnect'), { worksAfterPress: true }),
  code(131005, 'permission_missing', 'business', 'no', bad('Access was denied', 'A permission for this number is missing or was taken back at Meta.', reconnectIt, 'reconnect'), { worksAfterPress: true }),

  // The request
  code(33, 'not_found', 'business', 'no', bad('Meta does not know this number', 'The number, or what was asked about, was deleted or moved at Meta.', 'Check the number on the WhatsApp page. If it was moved to another WhatsApp account, connect it again there.', 'check_again')),
  code(100, 'invalid_request', 'switchboard', 'no', bad('Meta did not accept this', 'Something in it is not as Meta expects it, or an id is out of date.', 'If it stays, give support the time and this number.'), { shownTurn: 'operator' }),
  code(803, 'not_found', 'business', 'no', bad('Meta does not show this', 'It was deleted at Meta, or the login does not reach it.', 'Check the number. If it is still there at Meta, reconnect and leave its WhatsApp account ticked.', 'check_again')),
  code(131008, 'invalid_request', 'switchboard', 'no', bad('Meta did not accept this', 'Something that Meta needs was missing.', 'If it stays, give support the time and this number.'), { shownTurn: 'operator' }),
  code(131009, 'invalid_request', 'switchboard', 'no', bad('Meta did not accept this', 'A value in it is not one that Meta takes.', 'If it stays, give support the time and this number.'), { shownTurn: 'operator' }),
  code(131051, 'invalid_request', 'switchboard', 'no', warn('WhatsApp does not know this kind of message', 'WhatsApp does not carry messages of this kind.', 'Send something else instead.')),
  code(135000, 'invalid_request', 'switchboard', 'no', bad('Meta did not accept this', 'Meta refused it and does not say why.', 'Change something, or give support the time and this number.'), { shownTurn: 'operator' }),

  // Meta's own faults
  code(1, 'unknown', 'meta', 'few', warn('Something went wrong at Meta', 'Meta does not say what.', 'Try again. If it stays, see metastatus.com.')),
  code(2, 'meta_unavailable', 'meta', 'backoff', warn('Meta is not available right now', 'Meta has a fault, and it is usually over soon.', 'Try again in a while. metastatus.com shows how long it may take.')),
  code(131000, 'meta_unavailable', 'meta', 'few', warn('Something went wrong at Meta', 'Meta does not say what.', 'Try again. If it stays, see metastatus.com.')),
  code(131016, 'meta_unavailable', 'meta', 'backoff', warn('WhatsApp is not available right now', 'A service of Meta’s is down, and it is usually over soon.', 'Try again in a while. metastatus.com shows how long it may take.')),
  code(131057, 'meta_unavailable', 'meta', 'backoff', warn('The number is in maintenance', 'Meta is working on the number, often to make it faster.', 'Try again in a few minutes.')),
  code(133004, 'meta_unavailable', 'meta', 'backoff', warn('Registering is not available right now', 'The part of Meta that registers numbers is down.', 'Try again in a while. metastatus.com shows how long it may take.')),

  // Too much, too fast
  code(4, 'rate_limited', 'switchboard', 'backoff', warn('Meta asks us to slow down', 'Switchboard’s app has reached its call limit at Meta.', 'Wait a few minutes, then try again.'), { shownTurn: 'meta' }),
  code(80007, 'rate_limited', 'switchboard', 'backoff', warn('Meta asks us to slow down', 'The WhatsApp account has reached its call limit at Meta.', 'Wait a few minutes, then try again.'), { shownTurn: 'meta' }),
  code(80008, 'rate_limited', 'switchboard', 'backoff', warn('Meta asks us to slow down', 'The WhatsApp account has reached its call limit at Meta.', 'Wait a few minutes, then try again.'), { shownTurn: 'meta' }),
  code(130429, 'rate_limited', 'switchboard', 'backoff', warn('Too many messages at once', 'This number sends faster than WhatsApp allows.', 'Wait a little, then try again.'), { shownTurn: 'meta' }),
  code(131056, 'rate_limited', 'switchboard', 'backoff', warn('Too many messages to this customer', 'WhatsApp takes about one message every six seconds for one customer.', 'Wait a little, then try again.')),
];
