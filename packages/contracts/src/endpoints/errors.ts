import type { ErrorCode } from '../errorCatalogue/index.js';

/** How a call to Meta that the answer waits for can fail. */
export const metaErrors = [
  'meta_unreachable',
  'meta_unavailable',
  'meta_timed_out',
  'meta_unexpected_answer',
  'meta_rate_limited',
  'meta_refused',
  'app_misconfigured',
  'token_invalid',
  'permission_missing',
] as const satisfies readonly ErrorCode[];

/** The sealed token of a number does not open. */
export const vaultErrors = ['token_unreadable', 'key_missing'] as const satisfies readonly ErrorCode[];

/** How finishing an attempt, or going on with it, can end. */
export const connectErrors = [
  'no_code',
  'connect_denied',
  'connect_closed',
  'connect_interrupted',
  'login_failed',
  'signup_error',
  'state_unknown',
  'state_expired',
  'state_used',
  'state_not_yours',
  'state_other_session',
  'choice_expired',
  'different_number',
  'different_waba',
  'rehearsal_failed',
  'system_token_missing',
  'code_expired',
  'code_used',
  'code_invalid',
  'redirect_uri_mismatch',
  'no_whatsapp_account',
  'no_phone_number',
  'waba_not_granted',
  'number_in_use',
  'number_not_granted',
  'number_not_known',
  'subscription_failed',
  'save_failed',
  ...vaultErrors,
  ...metaErrors,
] as const satisfies readonly ErrorCode[];

/** A password that is to be checked or set. */
export const passwordErrors = ['weak_password', 'server_busy'] as const satisfies readonly ErrorCode[];

/** Before what could lock somebody out. */
export const proofErrors = ['proof_needed', 'wrong_password'] as const satisfies readonly ErrorCode[];

/** A second factor that is given. */
export const factorErrors = [
  'factor_code_wrong',
  'recovery_code_wrong',
  'passkey_refused',
] as const satisfies readonly ErrorCode[];
