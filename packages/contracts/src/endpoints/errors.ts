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

/** This process lacks the key that the installation seals with. */
export const sealErrors = ['key_missing'] as const satisfies readonly ErrorCode[];

/** The login at Meta that a browser comes back with belongs to nobody, or to somebody else. */
export const stateErrors = [
  'state_unknown',
  'state_not_yours',
  // Its attempt was deleted at that moment, as Meta asked.
  'not_found',
] as const satisfies readonly ErrorCode[];

/** How the run of an attempt ends without numbers. */
export const runErrors = [
  'connect_interrupted',
  'no_whatsapp_account',
  'waba_not_granted',
  'no_phone_number',
  'number_in_use',
  'save_failed',
  ...sealErrors,
  ...metaErrors,
] as const satisfies readonly ErrorCode[];

/** Finishing an attempt with a login code; a repeated one is answered what became of the first one. */
export const finishErrors = [
  ...stateErrors,
  'state_expired',
  'state_used',
  'code_expired',
  'code_used',
  'code_invalid',
  'redirect_uri_mismatch',
  ...runErrors,
  // Where numbers were chosen meanwhile.
  'choice_expired',
  'number_not_granted',
] as const satisfies readonly ErrorCode[];

/** Choosing among the numbers that were shared. How the run ends after that is in the attempt. */
export const chooseErrors = [
  'not_found',
  'nothing_chosen',
  'not_choosing',
  'choice_expired',
  'number_in_use',
  'connect_interrupted',
  ...vaultErrors,
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
