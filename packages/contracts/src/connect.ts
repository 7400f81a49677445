import { z } from 'zod';
import { attemptDto, flow, stepDto } from './attempt.js';
import { metaId } from './numbers.js';

export const startConnectRequest = z.strictObject({
  flow: flow.optional(),
  /** The number of the WhatsApp Business app on the phone is to be shared, not a new one made (coexistence). Popup only. */
  coexistence: z.boolean().optional(),
  /** Bring back these numbers, and only these: the new grant is tried beside the old one before it takes its place. */
  reconnect: z.array(metaId).min(1).max(500).optional(),
  /** Stop and ask which numbers to take when Meta's window shared more than one. Without it all are taken. */
  choose: z.boolean().optional(),
});
export type StartConnectRequest = z.infer<typeof startConnectRequest>;

export const startConnectReply = z.object({
  success: z.literal(true),
  attemptId: z.string(),
  /** One-time, opaque. Begins with the attempt's id and a dot, so that the page coming back knows what to watch. */
  state: z.string(),
  authorizeUrl: z.string(),
  expiresAt: z.iso.datetime(),
  flow,
  appId: z.string(),
  configId: z.string().optional(),
  graphVersion: z.string(),
  /** What Meta's JavaScript SDK is to be called with. Only in the popup flow. */
  popup: z
    .object({
      sdkUrl: z.string(),
      /** The second argument of `FB.login`. */
      loginOptions: z.record(z.string(), z.unknown()),
    })
    .optional(),
});
export type StartConnectReply = z.infer<typeof startConnectReply>;

/** The attempt a state belongs to, for watching its steps. Null when the text is not one of our states. */
export function parseAttemptId(state: string): string | null {
  const match = /^(att_[A-Za-z0-9_-]{8,40})\.[A-Za-z0-9_-]{43}$/.exec(state);
  return match?.[1] ?? null;
}

const stateParam = z.string().min(1).max(200);

/** What Embedded Signup's popup says. A browser claims it: believed only where the token's inspection lists the same ids. */
export const signupReport = z.object({
  event: z.string().max(100).optional(),
  waba_id: metaId.optional(),
  /** Where more than one was shared: all of them. */
  waba_ids: z.array(metaId).max(100).optional(),
  phone_number_id: metaId.optional(),
  business_id: metaId.optional(),
});
export type SignupReport = z.infer<typeof signupReport>;

/** Why a message that reached the page while Meta's window was open counts for nothing. */
export const ignoredReasons = ['origin', 'window', 'too_large', 'malformed', 'another_type', 'unknown_event'] as const;
export type IgnoredReason = (typeof ignoredReasons)[number];
/** The most that is told of one reason: whoever floods a page does not write our numbers. */
export const ignoredAtMost = 1000;
/** How many messages the page ignored in one login, by reason. A browser says it: it is counted, and nothing else. */
export const ignoredMessages = z.partialRecord(z.enum(ignoredReasons), z.int().min(1).max(ignoredAtMost));
export type IgnoredMessages = z.infer<typeof ignoredMessages>;

export const finishConnectRequest = z.strictObject({
  code: z.string().trim().min(1).max(4096),
  state: stateParam,
  signup: signupReport.optional(),
  ignored: ignoredMessages.optional(),
});
export type FinishConnectRequest = z.infer<typeof finishConnectRequest>;

/** Meta sent the person back with an error (or the popup was closed) instead of a code. */
export const cancelConnectRequest = z.strictObject({
  state: stateParam,
  reason: z.enum(['denied', 'closed', 'failed']),
  error: z.string().max(200).optional(),
  errorReason: z.string().max(200).optional(),
  errorDescription: z.string().max(1000).optional(),
  /** Embedded Signup: the screen it was left on (`current_step`). */
  step: z.string().max(100).optional(),
  /** Embedded Signup: what the person was shown, Meta's error code, and the session that Meta's support asks for. */
  errorMessage: z.string().max(1000).optional(),
  errorCode: z.string().max(100).optional(),
  metaSessionId: z.string().max(200).optional(),
  ignored: ignoredMessages.optional(),
});
export type CancelConnectRequest = z.infer<typeof cancelConnectRequest>;

export const finishConnectReply = z.object({
  success: z.literal(true),
  message: z.string(),
  phoneNumbers: z.int(),
  attemptId: z.string(),
  steps: z.array(stepDto),
  /** In phase `choosing` nothing is connected yet. */
  attempt: attemptDto,
});
export type FinishConnectReply = z.infer<typeof finishConnectReply>;
