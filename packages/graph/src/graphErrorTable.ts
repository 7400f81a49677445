import type { GraphFailureKind, RetryAdvice, Turn } from './graphFailure.js';

/**
 * What a program has to know about one of Meta's error codes. The comments in the table are for whoever reads it: words for
 * people are no business of this package.
 */
export interface GraphErrorEntry {
  /** Meta's `error.code`. With `lastCode` the first of a range, both ends included. */
  code: number;
  lastCode?: number;
  /** Meta's `error.error_subcode`. An entry with a subcode goes before the entry of the bare code. */
  subcode?: number;
  /**
   * What Meta's message says where the code alone is ambiguous. Goes before the subcode: Meta sends 36009 ("used") for
   * malformed codes too, and is taking subcodes away.
   */
  says?: RegExp;
  kind: GraphFailureKind;
  turn: Turn;
  retry: RetryAdvice;
}

type Row = [
  code: number | [first: number, last: number],
  kind: GraphFailureKind,
  turn: Turn,
  retry: RetryAdvice,
  only?: { subcode?: number; says?: RegExp },
];

// biome-ignore format: a table is read by its rows
const rows: Row[] = [
  // Login and access
  [0, 'token_invalid', 'business', 'no'], // The login to Meta is no longer valid.
  [3, 'permission_missing', 'operator', 'no'], // The app lacks a capability or a permission.
  [10, 'permission_missing', 'business', 'no'], // A permission is missing or was removed.
  [101, 'app_misconfigured', 'operator', 'no'], // Meta does not know this app id.
  [102, 'token_invalid', 'business', 'no'], // The session behind the token has ended.
  [104, 'app_misconfigured', 'operator', 'no'], // The appsecret_proof is wrong, or no token was sent.
  [190, 'token_invalid', 'business', 'no'], // The token has expired, was revoked or is not a token.
  [190, 'token_invalid', 'business', 'no', { subcode: 458 }], // The person or the business removed the app.
  [190, 'token_invalid', 'business', 'later', { subcode: 459 }], // Facebook wants the person to log in there first.
  [190, 'token_invalid', 'business', 'no', { subcode: 460 }], // The person changed their password.
  [190, 'token_invalid', 'business', 'no', { subcode: 463 }], // The token has expired.
  [190, 'token_invalid', 'business', 'later', { subcode: 464 }], // The person has to confirm their Facebook account first.
  [190, 'token_invalid', 'business', 'no', { subcode: 467 }], // The token is no longer valid.
  [190, 'token_invalid', 'business', 'no', { subcode: 492 }], // The person no longer has a role; the right person has to connect.
  [[200, 299], 'permission_missing', 'business', 'no'], // A permission was not granted, the asset is not assigned, or the app lacks Advanced access.
  [368, 'account_restricted', 'business', 'no'], // Meta restricted the account for a policy violation.
  [452, 'token_invalid', 'business', 'no'], // The session key of the token is not valid.
  [131005, 'permission_missing', 'business', 'no'], // Access was denied: a permission is missing or was removed.

  // Exchanging a login code
  [100, 'code_invalid', 'business', 'no', { says: /verification code format/i }], // The login code is malformed.
  [100, 'code_expired', 'business', 'no', { subcode: 36007, says: /authorization code has expired/i }], // The login code has expired.
  [100, 'code_used', 'business', 'no', { subcode: 36009, says: /authorization code has been used/i }], // The login code was used before.
  [100, 'redirect_uri_mismatch', 'operator', 'no', { subcode: 36008, says: /redirect_uri/i }], // The redirect address differs from the one of the login dialog.
  [1, 'app_misconfigured', 'operator', 'no', { says: /client secret/i }], // The app secret is wrong.

  // The request
  [33, 'not_found', 'business', 'no'], // The number or object was deleted, or the id is wrong.
  [100, 'invalid_request', 'switchboard', 'no'], // A parameter or an id is wrong or unknown.
  [100, 'not_found', 'business', 'no', { subcode: 33 }], // The object does not exist or is not visible to this token.
  [100, 'app_misconfigured', 'operator', 'no', { says: /appsecret_proof/i }], // The appsecret_proof is wrong: the app secret is not the one of this app.
  [803, 'not_found', 'business', 'no'], // The object does not exist or is not visible to this token.
  [131008, 'invalid_request', 'switchboard', 'no'], // A required parameter is missing.
  [131009, 'invalid_request', 'switchboard', 'no'], // The value of a parameter is not valid.
  [131051, 'invalid_request', 'switchboard', 'no'], // This type of message is not supported.
  [135000, 'invalid_request', 'switchboard', 'no'], // Meta refused the request without a closer reason.

  // Meta's own faults
  [1, 'unknown', 'meta', 'few'], // A bad request or a fault at Meta; Meta does not say which.
  [2, 'meta_unavailable', 'meta', 'backoff'], // Meta is down for a moment.
  [131000, 'meta_unavailable', 'meta', 'few'], // Something went wrong at Meta.
  [131016, 'meta_unavailable', 'meta', 'backoff'], // The service is not available at the moment.
  [131057, 'meta_unavailable', 'meta', 'backoff'], // The account is in maintenance, often a throughput upgrade.
  [133004, 'meta_unavailable', 'meta', 'backoff'], // The registration server is not available at the moment.

  // Too much, too fast
  [4, 'rate_limited', 'switchboard', 'backoff'], // The app reached its call limit.
  [80007, 'rate_limited', 'switchboard', 'backoff'], // The WhatsApp Business account reached its call limit.
  [80008, 'rate_limited', 'switchboard', 'backoff'], // The WhatsApp Business account reached its call limit.
  [130429, 'rate_limited', 'switchboard', 'backoff'], // Messages are sent faster than the number may.
  [131056, 'rate_limited', 'switchboard', 'backoff'], // Too many messages to the same customer in a short time.

  // The account and the number
  [131031, 'account_restricted', 'business', 'no'], // The account is locked, or a PIN or other data did not match.
  [131042, 'payment_required', 'business', 'later'], // The account has a payment problem.
  [131048, 'account_restricted', 'business', 'later'], // The number is restricted because customers blocked or reported it.
  [131037, 'message_not_allowed', 'business', 'later'], // The number needs an approved display name before it may send.
  [131045, 'number_not_registered', 'business', 'later'], // The registration of the number has a problem; register it again.
  [133000, 'number_not_registered', 'switchboard', 'later'], // An earlier deregistration is incomplete: deregister, then register.
  [133005, 'pin_rejected', 'business', 'no'], // The two-step verification PIN is wrong.
  [133006, 'number_not_registered', 'business', 'later'], // The number has to be verified before it is registered.
  [133008, 'pin_rejected', 'business', 'later'], // Too many wrong PINs; the details say how long to wait.
  [133009, 'pin_rejected', 'business', 'later'], // PINs were entered too fast; the details say how long to wait.
  [133010, 'number_not_registered', 'business', 'later'], // The number is not registered with the Cloud API.
  [133015, 'registration_limited', 'business', 'later'], // The number was deleted a moment ago; wait five minutes.
  [133016, 'registration_limited', 'business', 'later'], // Registered or deregistered too often; wait up to 72 hours.
  [136024, 'already_done', 'switchboard', 'no'], // The number is verified already.

  // Moving a number, and numbers shared with the WhatsApp Business app
  [2388012, 'already_done', 'business', 'no'], // The number is on this account already.
  [2388091, 'invalid_request', 'business', 'no'], // The number is not being moved.
  [2388093, 'invalid_request', 'business', 'no'], // The number cannot be moved; the message says why.
  [2388103, 'invalid_request', 'business', 'no'], // The number cannot be moved; the message says why.
  [2494100, 'meta_unavailable', 'meta', 'later'], // The number is in maintenance at Meta.
  [2593107, 'already_done', 'switchboard', 'no'], // This synchronisation was asked for before.
  [2593108, 'invalid_request', 'business', 'no'], // The synchronisation was asked for later than 24 hours after onboarding.
  [2593109, 'permission_missing', 'business', 'no'], // The owner does not share the chat history.
  [2388001, 'invalid_request', 'business', 'later'], // The number is in use in a WhatsApp app; delete that account first.
  [100, 'invalid_request', 'business', 'later', { subcode: 2388001 }], // The same, as registering says it.
  [1752041, 'already_done', 'switchboard', 'no'], // The same onboarding was asked for by a partner before.
  [2494164, 'not_found', 'business', 'no'], // What the in-app sign-up request refers to does not exist.
  [2494165, 'message_not_allowed', 'operator', 'no'], // In-app sign-up is not enabled for this account.

  // Health, verification, usernames and blocked customers
  [141002, 'template_rejected', 'business', 'later'], // The template is not approved.
  [141006, 'payment_required', 'business', 'later'], // The payment method has a problem.
  [141010, 'message_not_allowed', 'business', 'later'], // The business is not verified.
  [147001, 'invalid_request', 'business', 'no'], // The username is taken.
  [139100, 'invalid_request', 'switchboard', 'no'], // Some of the customers could not be blocked or unblocked.
  [139101, 'message_not_allowed', 'business', 'no'], // The list of blocked customers is full.
  [139102, 'meta_unavailable', 'meta', 'few'], // The list of blocked customers changed in the meantime.
  [139103, 'meta_unavailable', 'meta', 'few'], // A fault at Meta while blocking.

  // Who answers a conversation
  [2494191, 'message_not_allowed', 'operator', 'no'], // Only the one that escalations go to may take a conversation.
  [138038, 'message_not_allowed', 'operator', 'no'], // Only the partner that answers calls may do this.

  // Calls
  [131044, 'payment_required', 'business', 'later'], // Customers can call only after a payment method is attached.
  [131055, 'message_not_allowed', 'operator', 'no'], // The number or the way of sending does not allow this call.
  [138000, 'message_not_allowed', 'business', 'later'], // Calls are not switched on for this number.
  [138001, 'message_not_deliverable', 'business', 'no'], // The customer cannot be called.
  [138002, 'rate_limited', 'switchboard', 'backoff'], // Too many calls at the same time.
  [138003, 'already_done', 'switchboard', 'no'], // A call with this customer is going on.
  [138004, 'meta_unavailable', 'meta', 'few'], // The call could not be connected.
  [138005, 'rate_limited', 'switchboard', 'backoff'], // Too many calls to this customer or from this number.
  [138006, 'message_not_allowed', 'business', 'no'], // The customer has not allowed calls.
  [138007, 'message_not_deliverable', 'switchboard', 'no'], // The call was not connected in time.
  [138009, 'rate_limited', 'business', 'later'], // The customer was asked too often whether calls are allowed.
  [138012, 'rate_limited', 'business', 'later'], // The customer was called too often within 24 hours.
  [138013, 'message_not_allowed', 'business', 'no'], // The business may not call this customer: not offered there.
  [138014, 'message_not_allowed', 'business', 'later'], // Calls are switched off for a time, for their quality.
  [138015, 'message_not_allowed', 'business', 'later'], // Calls cannot be switched on yet: the messaging limit is too low.
  [138017, 'already_done', 'switchboard', 'no'], // The customer has allowed calls for good.
  [138018, 'message_not_allowed', 'operator', 'no'], // What calls need technically is not set up.
  [138019, 'message_not_deliverable', 'operator', 'no'], // The call was not set up.
  [138020, 'message_not_deliverable', 'operator', 'no'], // The relay was not reached.
  [138021, 'message_not_deliverable', 'operator', 'no'], // No sound came from the business.
  [138022, 'message_not_deliverable', 'operator', 'no'], // No sound went to the business.
  [138023, 'message_not_deliverable', 'operator', 'no'], // Accepted, and ended without any sound.
  [138024, 'message_not_allowed', 'operator', 'no'], // SIP is not switched on for this number.
  [138025, 'message_not_allowed', 'operator', 'no'], // The app has no SIP server.

  // Groups
  [131020, 'message_not_allowed', 'business', 'no'], // Nobody else is in the group.
  [131041, 'not_found', 'business', 'no'], // The group is not known, or the number is not in it.
  [131059, 'invalid_request', 'switchboard', 'no'], // The place to read on from is not valid.
  [131201, 'invalid_request', 'switchboard', 'no'], // Done for some of the people only.
  [131202, 'invalid_request', 'switchboard', 'no'], // The same person was named twice.
  [131204, 'message_not_allowed', 'business', 'no'], // The group would have too many people.
  [131207, 'account_restricted', 'business', 'no'], // Meta suspended the group.
  [131208, 'rate_limited', 'switchboard', 'backoff'], // Too many requests about groups.
  [131209, 'media_rejected', 'business', 'no'], // The picture is not square.
  [131210, 'media_rejected', 'business', 'no'], // The picture is too small.
  [131211, 'message_not_allowed', 'business', 'no'], // The number has as many groups as it may have.
  [131212, 'not_found', 'business', 'no'], // That person is not in the group.
  [131213, 'not_found', 'business', 'no'], // The request to join does not exist.
  [131214, 'message_not_allowed', 'business', 'later'], // No new groups for a time: too much marketing in the past days.
  [131215, 'message_not_allowed', 'business', 'no'], // The number may not have groups.

  // Sending a message
  [130403, 'message_not_allowed', 'business', 'no'], // The business blocked this customer.
  [130472, 'message_not_deliverable', 'meta', 'no'], // Not sent: the customer is part of an experiment of Meta about marketing messages.
  [130497, 'message_not_allowed', 'business', 'no'], // The account may not message customers in this country.
  [131021, 'message_not_allowed', 'business', 'no'], // Sender and recipient are the same number.
  [131026, 'message_not_deliverable', 'business', 'no'], // The customer is not on WhatsApp, has not accepted its terms, or uses an old app.
  [131030, 'message_not_allowed', 'operator', 'no'], // The recipient is not on the allow-list of the test number.
  [131047, 'message_not_allowed', 'business', 'no'], // More than 24 hours since the customer wrote: only a template may be sent.
  [131049, 'message_not_deliverable', 'meta', 'later'], // Meta held the message back; not before 24 hours.
  [131050, 'message_not_allowed', 'business', 'no'], // The customer does not want marketing messages.
  [131060, 'message_not_deliverable', 'meta', 'no'], // The message is not available.
  [131062, 'message_not_allowed', 'switchboard', 'no'], // This type of message needs the phone number of the customer.
  [131063, 'message_not_allowed', 'business', 'later'], // Marketing messages are switched off for this account.
  [131064, 'message_not_allowed', 'business', 'later'], // Limited because a template has the wrong category.
  [134011, 'message_not_allowed', 'business', 'no'], // The terms of WhatsApp Payments are not accepted yet.
  [131052, 'media_rejected', 'business', 'no'], // The file of the customer could not be downloaded.
  [131053, 'media_rejected', 'business', 'later'], // The file could not be uploaded: its type or format does not fit.

  // Templates and flows
  [132000, 'template_rejected', 'switchboard', 'no'], // The number of template parameters is wrong.
  [132001, 'template_rejected', 'business', 'no'], // The template does not exist in this language, or is not approved.
  [132005, 'template_rejected', 'business', 'no'], // The filled-in template is too long.
  [132007, 'template_rejected', 'business', 'no'], // The template breaks a policy of WhatsApp.
  [132012, 'template_rejected', 'switchboard', 'no'], // A template parameter has the wrong format.
  [132015, 'template_rejected', 'business', 'later'], // The template is paused for its quality.
  [132016, 'template_rejected', 'business', 'no'], // The template is disabled for good.
  [132018, 'template_rejected', 'switchboard', 'no'], // The parameters of the template are not valid.
  [132068, 'template_rejected', 'business', 'later'], // The flow is blocked.
  [132069, 'template_rejected', 'business', 'later'], // The flow is throttled.
  [2388019, 'template_rejected', 'business', 'no'], // The account has as many templates as it may have.
  [2388039, 'template_rejected', 'business', 'no'], // The template cannot be changed in its present status.
  [2388040, 'template_rejected', 'business', 'no'], // A field of the template is too long.
  [2388047, 'template_rejected', 'business', 'no'], // The header of the template has a wrong format.
  [2388072, 'template_rejected', 'business', 'no'], // The body of the template has a wrong format.
  [2388073, 'template_rejected', 'business', 'no'], // The footer of the template has a wrong format.
  [2388293, 'template_rejected', 'business', 'no'], // The template has too many variables for its length.
  [2388299, 'template_rejected', 'business', 'no'], // A variable stands at the start or the end of the template.
  [134100, 'message_not_allowed', 'business', 'no'], // Only marketing templates may be sent this way.
  [134101, 'template_rejected', 'business', 'later'], // The template is not synchronised yet.
  [134102, 'template_rejected', 'business', 'no'], // The template is not available this way.
];

/** Meta's error codes as data, one entry a meaning. */
export const graphErrorTable: readonly GraphErrorEntry[] = rows.map(([code, kind, turn, retry, only]) => {
  const [first, last] = typeof code === 'number' ? [code, undefined] : code;
  return { code: first, lastCode: last, ...only, kind, turn, retry };
});

const covers = (entry: GraphErrorEntry, code: number) => code >= entry.code && code <= (entry.lastCode ?? entry.code);

/**
 * The entry that fits best: by what the message says, then by subcode, then by code alone.
 * `undefined`: a code that is not in the table.
 */
export function findGraphErrorEntry(code: number, subcode?: number, message = ''): GraphErrorEntry | undefined {
  const candidates = graphErrorTable.filter((entry) => covers(entry, code));
  return (
    candidates.find((entry) => entry.says?.test(message)) ??
    candidates.find((entry) => entry.subcode !== undefined && entry.subcode === subcode) ??
    candidates.find((entry) => entry.subcode === undefined && entry.says === undefined)
  );
}
