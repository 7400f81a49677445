import { code, type MetaError } from './metaError.js';
import { askOperator, bad, numberInUse, reconnectIt, warn } from './words.js';

/** Where Meta's `error_subcode`, or its message, says more than the code. Of messages the first that fits counts. */
// biome-ignore format: a table is read by its rows
export const closerCodes: readonly MetaError[] = [
  // Exchanging a login code
  code(100, 'code_invalid', 'business', 'no', null, { says: /verification code format/i }),
  code(100, 'code_expired', 'business', 'no', warn('The login took too long', 'Meta’s login is good for seconds only, and it was too late when it came back.', 'Connect again, and let the page finish by itself.'), { subcode: 36007, says: /authorization code has expired/i }),
  code(100, 'code_used', 'business', 'no', warn('This login was used before', 'Each login of Meta’s works once. The page was probably loaded twice.', 'See on the WhatsApp page whether the number is there. If not, connect again.'), { subcode: 36009, says: /authorization code has been used/i }),
  code(100, 'redirect_uri_mismatch', 'operator', 'no', bad('The addresses do not match', 'The address that Meta sends people back to is not the one that Switchboard named.', askOperator), { subcode: 36008, says: /redirect_uri/i }),
  // Of any call: the app secret is not the one of this app.
  code(100, 'app_misconfigured', 'operator', 'no', null, { says: /appsecret_proof/i }),
  code(1, 'app_misconfigured', 'operator', 'no', null, { says: /client secret/i }),
  // The object or the number
  code(100, 'not_found', 'business', 'no', bad('Meta does not show this', 'It was deleted at Meta, or the login does not reach it.', 'Check the number. If it is still there at Meta, reconnect and leave its WhatsApp account ticked.', 'check_again'), { subcode: 33 }),
  code(100, 'invalid_request', 'business', 'later', numberInUse, { subcode: 2388001 }),
  // A token that is not valid
  code(190, 'token_invalid', 'business', 'no', bad('The app was removed at Meta', 'Somebody removed Switchboard in the settings at Facebook or of the business, so the access is gone.', reconnectIt, 'reconnect'), { subcode: 458, worksAfterPress: true }),
  code(190, 'token_invalid', 'business', 'later', bad('Facebook wants to see you first', 'Facebook has stopped the account of the person who connected and asks them to log in there.', 'Let that person log in at facebook.com and answer what it asks. Then check again.', 'check_again'), { subcode: 459 }),
  code(190, 'token_invalid', 'business', 'no', bad('The Facebook password was changed', 'The person who connected changed their password, and Meta ended every login made before.', reconnectIt, 'reconnect'), { subcode: 460, worksAfterPress: true }),
  code(190, 'token_invalid', 'business', 'no', bad('The access has expired', 'Meta gives some logins an end date, and it has passed.', reconnectIt, 'reconnect'), { subcode: 463, worksAfterPress: true }),
  code(190, 'token_invalid', 'business', 'later', bad('The Facebook account is not confirmed', 'The account of the person who connected still has to be confirmed at Facebook.', 'Let that person confirm it at facebook.com. Then check again.', 'check_again'), { subcode: 464 }),
  code(190, 'token_invalid', 'business', 'no', bad('The login to Meta is no longer valid', 'Meta ended the login, for example because the person logged out everywhere.', reconnectIt, 'reconnect'), { subcode: 467, worksAfterPress: true }),
  code(190, 'token_invalid', 'business', 'no', bad('The person has no role any more', 'The person who connected no longer has a role in the business at Meta.', 'Let somebody who manages the WhatsApp account at Meta reconnect the number.', 'reconnect'), { subcode: 492, worksAfterPress: true }),
];
