import type { SignupRequest } from '../state/signupSession.js';

/** The values of `current_step` in CANCEL. */
export const signupSteps = [
  'BUSINESS_ACCOUNT_SELECTION',
  'WABA_PHONE_PROFILE_PICKER',
  'WHATSAPP_BUSINESS_PROFILE_SETUP',
  'PHONE_NUMBER_SETUP',
  'PHONE_NUMBER_VERIFICATION',
  'PERMISSIONS',
] as const;
export type SignupStep = (typeof signupSteps)[number];

export const finishEvents = [
  'FINISH',
  'FINISH_ONLY_WABA',
  'FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING',
  'FINISH_OBO_MIGRATION',
  'FINISH_GRANT_ONLY_API_ACCESS',
] as const;
export type FinishEvent = (typeof finishEvents)[number];

export interface SignupMessage {
  type: 'WA_EMBEDDED_SIGNUP';
  event: FinishEvent | 'CANCEL' | 'ERROR';
  data: Record<string, unknown>;
  version?: number;
}

type Version = Pick<SignupRequest, 'messageVersion'>;

const makeMessage = (
  event: SignupMessage['event'],
  data: Record<string, unknown>,
  { messageVersion }: Version,
): SignupMessage => ({
  type: 'WA_EMBEDDED_SIGNUP',
  event,
  data,
  ...(messageVersion === null ? {} : { version: messageVersion }),
});

export interface FinishedSignup {
  event: FinishEvent;
  /** The page's claim, not the token's. */
  wabaId: string;
  wabaIds: readonly string[];
  numberId: string | null;
  businessId: string;
}

/** Only the plain flow names number and portfolio; all name the account. */
export function finishMessage(finished: FinishedSignup, version: Version): SignupMessage {
  const { event, wabaId, wabaIds, numberId, businessId } = finished;
  const namesBusiness = event === 'FINISH' || event === 'FINISH_ONLY_WABA';
  const data = {
    ...(event === 'FINISH' && numberId !== null ? { phone_number_id: numberId } : {}),
    waba_id: wabaId,
    ...(namesBusiness ? { business_id: businessId } : {}),
    ...(namesBusiness && wabaIds.length > 1 ? { waba_ids: wabaIds } : {}),
  };
  return makeMessage(event, data, version);
}

export const cancelMessage = (step: SignupStep, version: Version) =>
  makeMessage('CANCEL', { current_step: step }, version);

const reportedError = {
  error_message: 'Your verified name violates WhatsApp guidelines. Please edit your verified name and try again.',
  error_code: '524126',
};

/** The person reported an error of the window. */
export const reportMessage = (sessionId: string, nowMs: number, version: Version) =>
  makeMessage(
    'CANCEL',
    { ...reportedError, session_id: sessionId, timestamp: String(Math.floor(nowMs / 1000)) },
    version,
  );

export const errorMessage = (version: Version) =>
  makeMessage('ERROR', { error_message: reportedError.error_message }, version);

const strayMessages = {
  not_json: 'cb=f00000000000000000000000&domain=localhost&relation=opener&error=unknown',
  other_type: JSON.stringify({ type: 'OTHER_PRODUCT', event: 'FINISH', data: { waba_id: '1' } }),
  cut_off: '{"type":"WA_EMBEDDED_SIGNUP","event":"FINISH","data":{"waba_id":"9001',
  wrong_types: JSON.stringify({ type: 'WA_EMBEDDED_SIGNUP', event: 7, data: { waba_id: { $ne: null } } }),
  huge: JSON.stringify({ type: 'WA_EMBEDDED_SIGNUP', event: 'FINISH', data: { waba_id: '9'.repeat(500_000) } }),
  unknown_event: JSON.stringify({ type: 'WA_EMBEDDED_SIGNUP', event: 'PROGRESS', data: {} }),
};

/** Other messages on the channel, which a page has to survive. */
export const extraMessages = {
  none: [],
  not_json: [strayMessages.not_json],
  other_type: [strayMessages.other_type],
  cut_off: [strayMessages.cut_off],
  wrong_types: [strayMessages.wrong_types],
  huge: [strayMessages.huge],
  unknown_event: [strayMessages.unknown_event],
  all: Object.values(strayMessages),
} as const satisfies Record<string, readonly string[]>;

export type ExtraMessage = keyof typeof extraMessages;
export const extraMessageNames = Object.keys(extraMessages) as [ExtraMessage, ...ExtraMessage[]];
