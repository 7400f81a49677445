import type { GraphResult } from '@switchboard/graph';
import { isClearAnswer, toProblem } from '../platform/graphProblem.js';
import type { SubscriptionEvidence } from './phoneNumber.model.js';

/** What Meta's answer to "deliver the webhooks" proves: nothing, when it was not a clear one. */
export function subscriptionEvidence(answer: GraphResult<void>, at: Date): SubscriptionEvidence | undefined {
  if (answer.ok) return { subscribed: true, at };
  if (!isClearAnswer(answer.failure)) return undefined;
  const { code, fbtraceId } = toProblem(answer.failure);
  return { subscribed: false, at, problem: { code, fbtraceId } };
}
