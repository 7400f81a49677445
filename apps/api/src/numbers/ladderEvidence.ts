import type {
  EvidenceProblem,
  HealthEvidence,
  PhoneNumberRecord,
  RegistrationEvidence,
  SubscriptionEvidence,
  TokenEvidence,
} from './phoneNumber.model.js';

export type Evidence = Pick<
  PhoneNumberRecord,
  | 'isActive'
  | 'connectedAt'
  | 'disconnectedAt'
  | 'pausedAt'
  | 'qualityRating'
  | 'token'
  | 'registration'
  | 'subscription'
  | 'health'
  | 'heard'
  | 'delivered'
>;

interface ConnectedWith {
  token: Omit<TokenEvidence, 'at'>;
  registration: Omit<RegistrationEvidence, 'at'>;
  subscribed?: boolean;
}

/**
 * One thing that was learned about a number. `at` is when the question was put or the thing happened; events may arrive
 * in another order. Unclear answers are events too, so that the rule says what they do: nothing.
 */
export type EvidenceEvent = { at: Date } & (
  | { kind: 'connected'; found: ConnectedWith }
  | { kind: 'disconnected' }
  | { kind: 'paused' }
  | { kind: 'resumed' }
  | { kind: 'token_answered'; answer: 'valid'; expiresAt: Date | null }
  | { kind: 'token_answered'; answer: 'invalid'; problem: EvidenceProblem }
  | { kind: 'token_answered'; answer: 'unclear' }
  /** `PARTNER_REMOVED`, `PARTNER_APP_UNINSTALLED`, …: Meta says itself that the access is gone. */
  | { kind: 'access_removed'; event: string }
  | { kind: 'number_read'; found: Omit<RegistrationEvidence, 'at'> | 'unclear' }
  | { kind: 'registered_by_us' }
  | { kind: 'subscription_answered'; how: 'asserted' | 'read_back'; answer: 'yes' | 'no' | 'unclear' }
  | { kind: 'health_read'; found: Omit<HealthEvidence, 'at'> | 'unclear' }
  | { kind: 'heard' }
  | { kind: 'delivered' }
);

/** Meta's clock has whole seconds: what it dates within the second of the login may have been after it. */
export const metaClockMs = 1000;

/** Whether something learned replaces what is kept: asked after the present login, and not before what is kept. */
const counts = (evidence: Evidence, at: Date, kept: { at: Date } | undefined) =>
  evidence.isActive && evidence.connectedAt <= at && (kept === undefined || kept.at <= at);

/** What Meta's yes to a registration proves: it is on Cloud API. What else was known of the number stays. */
export function registeredByUs(kept: RegistrationEvidence | undefined, at: Date): RegistrationEvidence {
  const { codeVerificationStatus, nameStatus, isOnBizApp, messagingLimit } = kept ?? {};
  return { at, platformType: 'CLOUD_API', codeVerificationStatus, nameStatus, isOnBizApp, messagingLimit };
}

export const tokenRemoved = (kept: TokenEvidence | undefined, event: string, at: Date): TokenEvidence => ({
  valid: false,
  at,
  expiresAt: kept?.expiresAt ?? null,
  problem: { code: 'token_invalid', event },
});

/**
 * What is kept after one more thing was learned: an unclear or older answer changes nothing, a new login begins anew.
 * Pure; `ladder.property.test.ts` holds it together with the guarded updates of `numberEvidence.ts`.
 */
export function withEvent(evidence: Evidence, event: EvidenceEvent): Evidence {
  const { at } = event;
  switch (event.kind) {
    case 'connected': {
      const { token, registration, subscribed } = event.found;
      const kept = evidence.isActive ? evidence.subscription : undefined;
      return {
        isActive: true,
        connectedAt: at,
        token: { ...token, at },
        registration: { ...registration, at },
        // The webhooks of a WhatsApp account do not hang on the login: what was clear stays until it is answered anew.
        subscription: subscribed === undefined ? kept : { subscribed, at },
      };
    }
    case 'disconnected':
      if (!evidence.isActive) return evidence;
      return {
        isActive: false,
        connectedAt: evidence.connectedAt,
        disconnectedAt: at,
        registration: evidence.registration,
      };
    case 'paused':
      return evidence.isActive && !evidence.pausedAt ? { ...evidence, pausedAt: at } : evidence;
    case 'resumed':
      return evidence.isActive ? { ...evidence, pausedAt: undefined } : evidence;
    case 'token_answered':
      if (event.answer === 'unclear' || !counts(evidence, at, evidence.token)) return evidence;
      return { ...evidence, token: toTokenEvidence(event, evidence.token, at) };
    case 'access_removed':
      if (!counts(evidence, at, evidence.token)) return evidence;
      return { ...evidence, token: tokenRemoved(evidence.token, event.event, at) };
    case 'number_read':
      if (event.found === 'unclear' || !counts(evidence, at, evidence.registration)) return evidence;
      return { ...evidence, registration: { ...event.found, at } };
    case 'registered_by_us':
      if (!counts(evidence, at, evidence.registration)) return evidence;
      return { ...evidence, registration: registeredByUs(evidence.registration, at) };
    case 'subscription_answered':
      if (event.answer === 'unclear' || !counts(evidence, at, evidence.subscription)) return evidence;
      return { ...evidence, subscription: toSubscriptionEvidence(event.answer, event.how, at) };
    case 'health_read':
      if (event.found === 'unclear' || !counts(evidence, at, evidence.health)) return evidence;
      return { ...evidence, health: { ...event.found, at } };
    case 'heard':
    case 'delivered':
      return happened(evidence, event.kind, at);
  }
}

const toTokenEvidence = (
  event: Extract<EvidenceEvent, { kind: 'token_answered'; answer: 'valid' | 'invalid' }>,
  kept: TokenEvidence | undefined,
  at: Date,
): TokenEvidence =>
  event.answer === 'valid'
    ? { valid: true, at, expiresAt: event.expiresAt }
    : { valid: false, at, expiresAt: kept?.expiresAt ?? null, problem: event.problem };

const toSubscriptionEvidence = (
  answer: 'yes' | 'no',
  how: 'asserted' | 'read_back',
  at: Date,
): SubscriptionEvidence => ({
  subscribed: answer === 'yes',
  at,
  ...(how === 'read_back' ? { isReadBack: true } : {}),
});

function happened(evidence: Evidence, kind: 'heard' | 'delivered', at: Date): Evidence {
  const kept = evidence[kind];
  const isOfThisLogin = evidence.connectedAt.getTime() < at.getTime() + metaClockMs;
  if (!evidence.isActive || !isOfThisLogin || (kept && kept.at >= at)) return evidence;
  return { ...evidence, [kind]: { at } };
}
