import { z } from 'zod';

/**
 * Every code that an error of the API, or the outcome of an attempt, can carry. Codes are a contract: the web, logs and
 * other programs rely on them. Their wording (`endings.ts`) is free to improve.
 */
export const errorCodes = [
  // The request itself
  'invalid_request',
  'invalid_json',
  'body_too_large',
  'request_timed_out',
  'signature_invalid',
  'server_busy',
  'not_found',
  'too_many_requests',
  // Who asks
  'not_signed_in',
  'session_ended',
  'invalid_credentials',
  'wrong_password',
  'email_taken',
  'weak_password',
  'forbidden',
  'owner_only',
  'cross_site_request',
  'invitation_invalid',
  'last_owner',
  // Coming back from Meta
  'no_code',
  'connect_denied',
  'connect_closed',
  'connect_interrupted',
  'login_failed',
  'state_unknown',
  'state_expired',
  'state_used',
  'state_not_yours',
  'state_other_session',
  'signup_error',
  'choice_expired',
  'nothing_chosen',
  'not_choosing',
  'different_number',
  'different_waba',
  'rehearsal_failed',
  'handover_invalid',
  'handover_used',
  'handover_expired',
  'handover_other_account',
  'handover_other_browser',
  // Signing up on Meta's hosted page
  'system_token_missing',
  'hosted_signup_busy',
  'hosted_signup_gone',
  'hosted_access_refused',
  'hosted_phone_mismatch',
  // The code
  'code_expired',
  'code_used',
  'code_invalid',
  'redirect_uri_mismatch',
  // What the token stands for
  'token_invalid',
  'permission_missing',
  'no_whatsapp_account',
  'waba_not_granted',
  'no_phone_number',
  'number_in_use',
  'number_not_granted',
  'number_not_found',
  'number_not_known',
  'subscription_failed',
  'save_failed',
  'nothing_to_retry',
  // Registering, mending, proving
  'pin_wrong',
  'pin_not_kept',
  'pin_already_shown',
  'registration_limited',
  'number_not_registered',
  'verification_needed',
  'verification_code_wrong',
  'already_verified',
  'coexistence_number',
  'test_recipient_invalid',
  'fix_under_way',
  // Leaving
  'revoke_not_allowed',
  'nothing_to_undo',
  'number_paused',
  'signed_request_invalid',
  'deletion_unknown',
  // The inbox
  'conversation_not_found',
  'message_not_found',
  'media_not_found',
  'media_not_ready',
  'media_too_large',
  'media_type_refused',
  'window_closed',
  'number_disconnected',
  'template_not_found',
  'template_incomplete',
  'message_not_retryable',
  'message_not_held',
  'reaction_not_possible',
  'group_not_answerable',
  'marketing_opted_out',
  'take_over_refused',
  'nothing_to_hand_back',
  'client_id_used',
  // Meta
  'meta_unreachable',
  'meta_unavailable',
  'meta_timed_out',
  'meta_unexpected_answer',
  'meta_rate_limited',
  'meta_refused',
  'app_misconfigured',
  // Us
  'token_unreadable',
  'key_missing',
  'database_unavailable',
  'internal',
] as const;

export const errorCode = z.enum(errorCodes);
export type ErrorCode = z.infer<typeof errorCode>;

/** The body of every answer that is not a success. */
export const errorReply = z.object({
  success: z.literal(false),
  code: errorCode,
  message: z.string(),
  requestId: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type ErrorReply = z.infer<typeof errorReply>;
