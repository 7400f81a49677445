import type { MetaErrorCode, MetaErrorSubcode } from './metaErrorCodes.js';
import { again, askOperator, final, type MetaErrorEntry, reconnectIt } from './metaErrorEntry.js';
import { numberInUse } from './numberErrors.js';

/** About the login, the access, the request itself, and Meta's own faults. */
// biome-ignore format: a table is read by its rows
export const accessErrors = {
  // Login and access
  0: again('bad', 'you', 'The login to Meta is no longer valid', 'Meta does not accept the login that was given to Switchboard any more.', reconnectIt, 'reconnect'),
  3: final('bad', 'operator', 'The Meta app may not do this', 'Meta has not given Switchboard’s app what this needs.', askOperator),
  10: again('bad', 'you', 'A permission is missing', 'A permission for this number was not given, or was taken back at Meta.', `${reconnectIt} Leave every permission ticked in Meta’s window.`, 'reconnect'),
  101: final('bad', 'operator', 'Meta does not know this app', 'The id of the Meta app that Switchboard uses is wrong.', askOperator),
  102: again('bad', 'you', 'The login to Meta has ended', 'Meta ended the session behind the login.', reconnectIt, 'reconnect'),
  104: again('bad', 'operator', 'Switchboard’s Meta app is not set up right', 'Meta does not accept how Switchboard proves who it is.', askOperator),
  190: again('bad', 'you', 'The login to Meta is no longer valid', 'The access has expired or was taken back, so Meta does not accept it any more.', reconnectIt, 'reconnect'),
  200: again('bad', 'you', 'A permission is missing', 'A permission was not granted, the WhatsApp account is not shared with Switchboard, or Meta has not cleared the app for other businesses yet.', `${reconnectIt} If it stays, ask the operator of Switchboard whether the app has Advanced access.`, 'reconnect'),
  368: final('bad', 'you', 'The account is restricted', 'Meta restricted the business for a breach of its rules.', 'Open Business Support Home at Meta: the reason is there, and it can be appealed.'),
  452: again('bad', 'you', 'The login to Meta is no longer valid', 'The session key behind the login is not valid any more.', reconnectIt, 'reconnect'),
  131005: again('bad', 'you', 'Access was denied', 'A permission for this number is missing or was taken back at Meta.', reconnectIt, 'reconnect'),

  // The request
  33: final('bad', 'you', 'Meta does not know this number', 'The number, or what was asked about, was deleted or moved at Meta.', 'Check the number on the WhatsApp page. If it was moved to another WhatsApp account, connect it again there.', 'check_again'),
  100: final('bad', 'operator', 'Meta did not accept this', 'Something in it is not as Meta expects it, or an id is out of date.', 'If it stays, give support the time and this number.'),
  803: final('bad', 'you', 'Meta does not show this', 'It was deleted at Meta, or the login does not reach it.', 'Check the number. If it is still there at Meta, reconnect and leave its WhatsApp account ticked.', 'check_again'),
  131008: final('bad', 'operator', 'Meta did not accept this', 'Something that Meta needs was missing.', 'If it stays, give support the time and this number.'),
  131009: final('bad', 'operator', 'Meta did not accept this', 'A value in it is not one that Meta takes.', 'If it stays, give support the time and this number.'),
  131051: final('warn', 'you', 'WhatsApp does not know this kind of message', 'WhatsApp does not carry messages of this kind.', 'Send something else instead.'),
  135000: final('bad', 'operator', 'Meta did not accept this', 'Meta refused it and does not say why.', 'Change something, or give support the time and this number.'),

  // Meta's own faults
  1: again('warn', 'meta', 'Something went wrong at Meta', 'Meta does not say what.', 'Try again. If it stays, see metastatus.com.'),
  2: again('warn', 'meta', 'Meta is not available right now', 'Meta has a fault, and it is usually over soon.', 'Try again in a while. metastatus.com shows how long it may take.'),
  131000: again('warn', 'meta', 'Something went wrong at Meta', 'Meta does not say what.', 'Try again. If it stays, see metastatus.com.'),
  131016: again('warn', 'meta', 'WhatsApp is not available right now', 'A service of Meta’s is down, and it is usually over soon.', 'Try again in a while. metastatus.com shows how long it may take.'),
  131057: again('warn', 'meta', 'The number is in maintenance', 'Meta is working on the number, often to make it faster.', 'Try again in a few minutes.'),
  133004: again('warn', 'meta', 'Registering is not available right now', 'The part of Meta that registers numbers is down.', 'Try again in a while. metastatus.com shows how long it may take.'),

  // Too much, too fast
  4: again('warn', 'meta', 'Meta asks us to slow down', 'Switchboard’s app has reached its call limit at Meta.', 'Wait a few minutes, then try again.'),
  80007: again('warn', 'meta', 'Meta asks us to slow down', 'The WhatsApp account has reached its call limit at Meta.', 'Wait a few minutes, then try again.'),
  80008: again('warn', 'meta', 'Meta asks us to slow down', 'The WhatsApp account has reached its call limit at Meta.', 'Wait a few minutes, then try again.'),
  130429: again('warn', 'meta', 'Too many messages at once', 'This number sends faster than WhatsApp allows.', 'Wait a little, then try again.'),
  131056: again('warn', 'you', 'Too many messages to this customer', 'WhatsApp takes about one message every six seconds for one customer.', 'Wait a little, then try again.'),
} satisfies Partial<Record<MetaErrorCode, MetaErrorEntry>>;

/** Where Meta's `error_subcode` says more than the code. */
// biome-ignore format: a table is read by its rows
export const errorSubcodes: Record<MetaErrorSubcode, MetaErrorEntry> = {
  '100/33': final('bad', 'you', 'Meta does not show this', 'It was deleted at Meta, or the login does not reach it.', 'Check the number. If it is still there at Meta, reconnect and leave its WhatsApp account ticked.', 'check_again'),
  '100/36007': final('warn', 'you', 'The login took too long', 'Meta’s login is good for seconds only, and it was too late when it came back.', 'Connect again, and let the page finish by itself.'),
  '100/36008': final('bad', 'operator', 'The addresses do not match', 'The address that Meta sends people back to is not the one that Switchboard named.', askOperator),
  '100/36009': final('warn', 'you', 'This login was used before', 'Each login of Meta’s works once. The page was probably loaded twice.', 'See on the WhatsApp page whether the number is there. If not, connect again.'),
  '100/2388001': numberInUse,
  '190/458': again('bad', 'you', 'The app was removed at Meta', 'Somebody removed Switchboard in the settings at Facebook or of the business, so the access is gone.', reconnectIt, 'reconnect'),
  '190/459': again('bad', 'you', 'Facebook wants to see you first', 'Facebook has stopped the account of the person who connected and asks them to log in there.', 'Let that person log in at facebook.com and answer what it asks. Then check again.', 'check_again'),
  '190/460': again('bad', 'you', 'The Facebook password was changed', 'The person who connected changed their password, and Meta ended every login made before.', reconnectIt, 'reconnect'),
  '190/463': again('bad', 'you', 'The access has expired', 'Meta gives some logins an end date, and it has passed.', reconnectIt, 'reconnect'),
  '190/464': again('bad', 'you', 'The Facebook account is not confirmed', 'The account of the person who connected still has to be confirmed at Facebook.', 'Let that person confirm it at facebook.com. Then check again.', 'check_again'),
  '190/467': again('bad', 'you', 'The login to Meta is no longer valid', 'Meta ended the login, for example because the person logged out everywhere.', reconnectIt, 'reconnect'),
  '190/492': again('bad', 'you', 'The person has no role any more', 'The person who connected no longer has a role in the business at Meta.', 'Let somebody who manages the WhatsApp account at Meta reconnect the number.', 'reconnect'),
};
