/** Who has to act before the same call can succeed. */
export type Turn = 'business' | 'operator' | 'meta' | 'switchboard';

/**
 * Whether trying the same call again helps.
 * `backoff`: yes, after a growing wait. `few`: a small number of times. `later`: after something was mended or a long
 * wait. `no`: never as it is.
 */
export type RetryAdvice = 'backoff' | 'few' | 'later' | 'no';

/** What happened, in terms the callers decide by. One word per meaning, however many of Meta's codes share it. */
export const graphFailureKinds = [
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
  'meta_unreachable',
  'timed_out',
  'unexpected_answer',
  'unknown',
] as const;
export type GraphFailureKind = (typeof graphFailureKinds)[number];

/**
 * Everything a failed call to the Graph API told us. Never contains a token, a code or a secret.
 *
 * `outcome` is `refused` when Meta clearly said no or nothing was sent (no connection was made), and `unknown` when the
 * call may have taken effect at Meta all the same (a time-out, a broken connection, an answer that is not JSON).
 */
export interface GraphFailure {
  kind: GraphFailureKind;
  turn: Turn;
  retry: RetryAdvice;
  outcome: 'refused' | 'unknown';
  /** Meta's own words, for logs and support. Not for the screen. */
  message: string;
  /** Meta's `error.code`. */
  code?: number;
  /** Meta's `error.error_subcode`. */
  subcode?: number;
  /** Cloud API's `error.error_data.details`. */
  details?: string;
  /** Meta's `error.is_transient`, when Meta said so. */
  isTransient?: boolean;
  httpStatus?: number;
  /** Meta's trace id: what their support asks for first. */
  fbtraceId?: string;
}

/** The answer of every call of the Graph client: failures are values, nothing is thrown for what Meta may answer. */
export type GraphResult<T> = { ok: true; value: T } | { ok: false; failure: GraphFailure };
