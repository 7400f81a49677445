/** Who has to act before the same call can succeed. */
export type Turn = 'business' | 'operator' | 'meta' | 'switchboard';

/**
 * Whether trying the same call again helps.
 * `backoff`: yes, after a growing wait. `few`: a small number of times. `later`: after something was mended or a long
 * wait. `no`: never as it is.
 */
export type RetryAdvice = 'backoff' | 'few' | 'later' | 'no';

/** What one of Meta's codes comes to, in terms the callers decide by: one word a meaning, however many codes share it. */
export type MetaErrorKind = (typeof metaErrorKinds)[number];
export const metaErrorKinds = [
  'code_expired',
  'code_used',
  'redirect_uri_mismatch',
  'code_invalid',
  'app_misconfigured',
  'token_invalid',
  'permission_missing',
  'not_found',
  'invalid_request',
  'rate_limited',
  'account_restricted',
  'payment_required',
  'number_not_registered',
  'pin_rejected',
  'registration_limited',
  'message_not_deliverable',
  'message_not_allowed',
  'media_rejected',
  'template_rejected',
  'already_done',
  'meta_unavailable',
  'unknown',
] as const;
