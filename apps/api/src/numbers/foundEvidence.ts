import type {
  GraphFailure,
  GraphHealth,
  GraphPhoneNumber,
  GraphResult,
  InspectedToken,
  SubscribedApp,
} from '@switchboard/graph';
import { isClearAnswer, toErrorCode } from '../platform/graphProblem.js';
import { toNumberAtMeta } from './graphNumber.mapper.js';
import { maxHealthReasonLength, maxHealthReasons } from './limits.js';
import { judgeMessaging, lacksPermission } from './permissions.js';
import type { EvidenceProblem, HealthEvidence, PhoneNumberRecord, TokenEvidence } from './phoneNumber.model.js';

/** What a check may have found; each part speaks for itself. Quality and names come with `registration`. */
export type FoundEvidence = Partial<
  Pick<
    PhoneNumberRecord,
    'token' | 'registration' | 'subscription' | 'health' | 'qualityRating' | 'displayName' | 'displayPhone'
  >
>;

/** Meta's answers about one number; what was not asked is absent. */
export interface Answers {
  token?: GraphResult<InspectedToken>;
  node?: GraphResult<GraphPhoneNumber>;
  apps?: GraphResult<SubscribedApp[]>;
  health?: GraphResult<GraphHealth>;
  reading?: GraphResult<unknown>;
}

export interface Found {
  evidence: FoundEvidence;
  unclear: GraphFailure | null;
}

export const evidenceProblem = (failure: GraphFailure): EvidenceProblem => ({
  code: toErrorCode(failure),
  fbtraceId: failure.fbtraceId,
});

export const badToken = (
  problem: EvidenceProblem,
  at: Date,
  kept: Pick<TokenEvidence, 'expiresAt'> | undefined,
): TokenEvidence => ({ valid: false, at, expiresAt: kept?.expiresAt ?? null, problem });

const mayNotSend = (failure: GraphFailure, at: Date): HealthEvidence => ({
  at,
  canSendMessage: 'BLOCKED',
  reasons: [],
  problem: evidenceProblem(failure),
});

/** A message that was delivered after the refusal has shown that sending is allowed again. */
const mayStillNotSend = ({ health, delivered }: Pick<PhoneNumberRecord, 'health' | 'delivered'>) =>
  health?.problem !== undefined && !(delivered && delivered.at > health.at);

/** What a refused message proves of the number it was to be sent from; nothing for most reasons. Pure. */
export function refusalEvidence(
  failure: GraphFailure,
  { at, kept }: { at: Date; kept: TokenEvidence | undefined },
): FoundEvidence {
  if (failure.kind === 'token_invalid') return { token: badToken(evidenceProblem(failure), at, kept) };
  return lacksPermission(failure) ? { health: mayNotSend(failure, at) } : {};
}

/** What Meta's answers prove; an unclear one proves nothing. Pure. @param at when the questions were put. */
export function evidenceIn(
  { token, node, apps, health, reading }: Answers,
  {
    at,
    kept,
    appId,
  }: {
    at: Date;
    kept: Pick<PhoneNumberRecord, 'token' | 'health' | 'delivered' | 'isOnBizApp' | 'registration'>;
    appId: string;
  },
): Found {
  const evidence: FoundEvidence = {};
  // An answer that does not speak of it says nothing about it: a number stays on its phone until Meta says otherwise.
  const onPhone = kept.isOnBizApp ?? kept.registration?.isOnBizApp;
  let unclear: GraphFailure | null = null;
  const settle = <T>(
    answer: GraphResult<T> | undefined,
    good: (value: T) => void,
    bad: (problem: EvidenceProblem) => void,
  ) => {
    if (!answer) return;
    if (answer.ok) good(answer.value);
    else if (isClearAnswer(answer.failure)) bad(evidenceProblem(answer.failure));
    else unclear ??= answer.failure;
  };
  const tokenIsBad = (problem: EvidenceProblem) => {
    evidence.token = badToken(problem, at, kept.token);
  };

  settle(
    token,
    ({ isValid, expiresAt, appId: tokenAppId }) => {
      if (!isValid || tokenAppId !== appId) tokenIsBad({ code: 'token_invalid' });
      else evidence.token = { valid: true, at, expiresAt };
    },
    // The question is asked with the app's own token: a refusal is never about the number's.
    () => undefined,
  );
  settle(
    node,
    (value) => {
      const { registration, ...number } = toNumberAtMeta(value, at);
      evidence.registration = { ...registration, isOnBizApp: registration.isOnBizApp ?? onPhone };
      evidence.qualityRating = number.qualityRating;
      evidence.displayName = number.displayName;
      evidence.displayPhone = number.displayPhone;
    },
    (problem) => {
      if (problem.code === 'token_invalid') tokenIsBad(problem);
      else evidence.registration = { at, problem, isOnBizApp: onPhone };
    },
  );
  // A token can be valid and not reach this number: what Meta said when it took the access away stands until it does.
  if (evidence.token?.valid && kept.token?.problem?.event && !node?.ok) delete evidence.token;
  settle(
    apps,
    (value) => {
      evidence.subscription = { subscribed: value.some((app) => app.id === appId), at, isReadBack: true };
    },
    // A token that may not ask says nothing about whether Meta still delivers.
    () => undefined,
  );
  settle(
    health,
    (value) => {
      const found = healthIn(value, at);
      if (found) evidence.health = found;
    },
    () => undefined,
  );
  const messaging = token && reading ? judgeMessaging(token, reading) : 'unknown';
  if (messaging === 'refused' && reading && !reading.ok) evidence.health = mayNotSend(reading.failure, at);
  // `health_status` does not tell of the permission: that a message of ours was refused stands until Meta clearly lets
  // us send again.
  else if (messaging !== 'allowed' && mayStillNotSend(kept)) delete evidence.health;
  return { evidence, unclear };
}

function healthIn({ canSendMessage, entities }: GraphHealth, at: Date): HealthEvidence | undefined {
  if (!canSendMessage) return undefined;
  const reasons = entities
    .filter((entity) => entity.canSendMessage !== 'AVAILABLE')
    .flatMap(({ errors, additionalInfo }) => [...errors.map(({ description }) => description), ...additionalInfo])
    .flatMap((reason) => (reason ? [reason.slice(0, maxHealthReasonLength)] : []));
  return { at, canSendMessage, reasons: [...new Set(reasons)].slice(0, maxHealthReasons) };
}
