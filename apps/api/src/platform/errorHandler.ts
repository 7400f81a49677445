import { type ErrorCode, type ErrorReply, errorCatalogue } from '@switchboard/contracts';
import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { ZodError } from 'zod';
import { isDatabaseGone } from './databaseErrors.js';
import { AppError } from './errors.js';

/** A new code does not compile until it has a status. */
export const statusOf = {
  invalid_request: 400,
  invalid_json: 400,
  body_too_large: 413,
  request_timed_out: 408,
  signature_invalid: 401,
  server_busy: 503,
  not_found: 404,
  too_many_requests: 429,
  not_signed_in: 401,
  session_ended: 401,
  invalid_credentials: 401,
  wrong_password: 400,
  email_taken: 409,
  weak_password: 400,
  forbidden: 403,
  owner_only: 403,
  cross_site_request: 403,
  invitation_invalid: 410,
  last_owner: 409,
  factor_code_wrong: 400,
  recovery_code_wrong: 400,
  passkey_refused: 400,
  second_step_over: 410,
  factor_setup_over: 410,
  second_factor_needed: 403,
  second_factor_last: 409,
  proof_needed: 403,
  person_unknown: 404,
  link_invalid: 410,
  link_used: 410,
  link_expired: 410,
  mail_unavailable: 503,
  no_code: 400,
  connect_denied: 409,
  connect_closed: 409,
  connect_interrupted: 409,
  login_failed: 409,
  state_unknown: 400,
  state_expired: 400,
  state_used: 409,
  state_not_yours: 409,
  state_other_session: 409,
  signup_error: 409,
  choice_expired: 410,
  nothing_chosen: 400,
  not_choosing: 409,
  different_number: 409,
  different_waba: 409,
  rehearsal_failed: 409,
  handover_invalid: 410,
  handover_used: 409,
  handover_expired: 410,
  handover_other_account: 403,
  handover_other_browser: 403,
  system_token_missing: 409,
  hosted_signup_busy: 409,
  hosted_signup_gone: 409,
  hosted_access_refused: 502,
  hosted_phone_mismatch: 409,
  code_expired: 410,
  code_used: 410,
  code_invalid: 400,
  redirect_uri_mismatch: 400,
  token_invalid: 422,
  permission_missing: 422,
  no_whatsapp_account: 422,
  waba_not_granted: 403,
  no_phone_number: 422,
  number_in_use: 409,
  number_not_granted: 422,
  number_not_found: 404,
  number_not_known: 403,
  subscription_failed: 502,
  save_failed: 503,
  nothing_to_retry: 409,
  pin_wrong: 409,
  pin_not_kept: 404,
  pin_already_shown: 409,
  registration_limited: 429,
  number_not_registered: 409,
  verification_needed: 409,
  verification_code_wrong: 400,
  already_verified: 409,
  coexistence_number: 409,
  test_recipient_invalid: 400,
  fix_under_way: 409,
  revoke_not_allowed: 403,
  nothing_to_undo: 409,
  number_paused: 409,
  signed_request_invalid: 400,
  deletion_unknown: 404,
  conversation_not_found: 404,
  message_not_found: 404,
  media_not_found: 404,
  media_not_ready: 409,
  media_too_large: 413,
  media_type_refused: 415,
  upload_ticket_invalid: 410,
  upload_differs: 409,
  media_infected: 422,
  scanner_unavailable: 503,
  storage_unavailable: 503,
  window_closed: 409,
  number_disconnected: 409,
  template_not_found: 404,
  template_incomplete: 400,
  message_not_retryable: 409,
  message_not_held: 409,
  reaction_not_possible: 409,
  group_not_answerable: 409,
  marketing_opted_out: 409,
  take_over_refused: 409,
  nothing_to_hand_back: 409,
  client_id_used: 409,
  meta_unreachable: 502,
  meta_unavailable: 502,
  meta_timed_out: 504,
  meta_unexpected_answer: 502,
  meta_rate_limited: 503,
  meta_refused: 502,
  app_misconfigured: 502,
  token_unreadable: 409,
  key_missing: 503,
  database_unavailable: 503,
  internal: 500,
} satisfies Record<ErrorCode, number>;

/** The parser's errors carry a `type`, a `status`, or both. */
function toBodyErrorCode(error: unknown): ErrorCode | null {
  if (typeof error !== 'object' || error === null) return null;
  const type = 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large') return 'body_too_large';
  if (type === 'entity.parse.failed') return 'invalid_json';
  const status = 'status' in error ? error.status : undefined;
  // body-parser and zlib mark what the caller did wrong with a status of the 400s.
  return typeof status === 'number' && status >= 400 && status < 500 ? 'invalid_request' : null;
}

/** The wrong fields and the reasons; never a value. */
function listIssues(error: ZodError): { path: string; message: string }[] {
  return error.issues.slice(0, 20).map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
}

export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof ZodError) {
    return new AppError('invalid_request', { details: { issues: listIssues(error) } });
  }
  if (isDatabaseGone(error)) return new AppError('database_unavailable', { cause: error, retryAfterSeconds: 1 });
  // The router's own: a path parameter that is not valid percent-encoding.
  if (error instanceof URIError) return new AppError('not_found', { cause: error });
  const bodyCode = toBodyErrorCode(error);
  if (bodyCode) return new AppError(bodyCode, { cause: error });
  return new AppError('internal', { cause: error });
}

/** Answers every failure in one shape, and logs its cause. */
export const errorHandler: ErrorRequestHandler = (error: unknown, req, res: Response<ErrorReply>, next) => {
  // Answered before: the connection may serve another request by now.
  if (res.writableEnded) {
    req.log.warn({ err: error }, 'failed after it was answered');
    return;
  }
  if (res.headersSent) {
    next(error);
    return;
  }
  const appError = toAppError(error);
  const status = statusOf[appError.code];
  if (status >= 500) req.log.error({ err: error, code: appError.code }, 'request failed');
  if (appError.retryAfterSeconds !== undefined) res.setHeader('Retry-After', String(appError.retryAfterSeconds));
  res.status(status).json({
    success: false,
    code: appError.code,
    message: appError.message,
    requestId: String(req.id),
    ...(appError.details ? { details: appError.details } : {}),
  });
};

export const notFoundHandler: RequestHandler = () => {
  throw new AppError('not_found', { message: errorCatalogue.not_found.message });
};
