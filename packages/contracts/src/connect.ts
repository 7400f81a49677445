import { z } from 'zod';
import { errorCode } from './errorCodes.js';
import { metaId, numberDto, verdict } from './numbers.js';

export const flows = ['redirect', 'popup'] as const;
export const flow = z.enum(flows);
export type Flow = z.infer<typeof flow>;

/** How an attempt came about: a browser asked for it, or the operator finished a sign-up on Meta's hosted page. */
export const attemptFlows = [...flows, 'hosted'] as const;
export const attemptFlow = z.enum(attemptFlows);
export type AttemptFlow = z.infer<typeof attemptFlow>;

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

export const stepNames = ['code', 'token', 'business', 'numbers', 'webhooks', 'saved'] as const;
export const stepName = z.enum(stepNames);
export type StepName = z.infer<typeof stepName>;

export const stepState = z.enum(['waiting', 'running', 'done', 'failed', 'skipped']);
export type StepState = z.infer<typeof stepState>;

/** Why something did not work, in words for a person. `fbtraceId` is what Meta's support asks for. */
export const problemDto = z.object({
  code: errorCode,
  message: z.string(),
  fbtraceId: z.string().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type ProblemDto = z.infer<typeof problemDto>;

export const stepDto = z.object({
  name: stepName,
  state: stepState,
  at: z.iso.datetime().nullable(),
  problem: problemDto.nullable(),
});
export type StepDto = z.infer<typeof stepDto>;

export const attemptNumberDto = z.object({
  phoneNumberId: z.string(),
  wabaId: z.string(),
  displayPhone: z.string(),
  displayName: z.string(),
  saved: z.boolean(),
  subscribed: z.boolean(),
  /** Whether Meta has it registered for sending: without it a number is saved, not connected. */
  registered: verdict,
  problem: problemDto.nullable(),
});
export type AttemptNumberDto = z.infer<typeof attemptNumberDto>;

/**
 * `waiting`: the person is at Meta. `working`: back with a code. `choosing`: the person is to say which of the numbers
 * that Meta shared are taken. `connected`: everything worked. `partial`: some of it
 * did, the rest can be tried again. `failed`, `denied`, `closed`, `expired`: ended without a connection.
 */
export const attemptPhase = z.enum([
  'waiting',
  'working',
  'choosing',
  'connected',
  'partial',
  'failed',
  'denied',
  'closed',
  'expired',
]);
export type AttemptPhase = z.infer<typeof attemptPhase>;

export const attemptChoice = z.object({
  until: z.iso.datetime(),
  wabas: z.array(
    z.object({
      wabaId: z.string(),
      wabaName: z.string().nullable(),
      numbers: z.array(
        z.object({
          phoneNumberId: z.string(),
          displayPhone: z.string(),
          displayName: z.string(),
          /** Whether it can be taken: `here` is connected in this account already, `elsewhere` in another one. */
          held: z.enum(['free', 'here', 'elsewhere']),
          preselected: z.boolean(),
        }),
      ),
      /** Why the numbers of this WhatsApp account could not be read. */
      problem: problemDto.nullable(),
    }),
  ),
});
export type AttemptChoice = z.infer<typeof attemptChoice>;

export const chooseNumbersRequest = z.strictObject({ phoneNumberIds: z.array(metaId).min(1).max(500) });
export type ChooseNumbersRequest = z.infer<typeof chooseNumbersRequest>;

export const attemptDto = z.object({
  attemptId: z.string(),
  flow: attemptFlow,
  phase: attemptPhase,
  startedBy: z.string(),
  startedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  revision: z.int(),
  steps: z.array(stepDto),
  numbers: z.array(attemptNumberDto),
  problem: problemDto.nullable(),
  /** The token is held: what failed can be tried again without another login. */
  canRetry: z.boolean(),
  choice: attemptChoice.nullable(),
  reconnect: z.array(z.string()).nullable(),
  handoverId: z.string().nullable(),
});
export type AttemptDto = z.infer<typeof attemptDto>;

/** Whether a number of an attempt has earned the word "connected". */
export const isConnected = (number: AttemptNumberDto) =>
  number.saved && number.subscribed && number.registered === 'good';

export const attemptReply = z.object({ success: z.literal(true), attempt: attemptDto });
export type AttemptReply = z.infer<typeof attemptReply>;

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

export const connectionState = z.enum(['not_connected', 'connecting', 'connected', 'needs_attention']);
export type ConnectionState = z.infer<typeof connectionState>;

/** Something that is left to do at Meta and tried again in the background. */
export const pendingAtMetaDto = z.object({
  wabaId: z.string(),
  wabaName: z.string().nullable(),
  /** Switching webhooks off, removing the app, or switching the webhooks of numbers that came back on. */
  what: z.enum(['unsubscribe', 'revoke', 'subscribe']),
  since: z.iso.datetime(),
  nextTryAt: z.iso.datetime(),
  tries: z.int(),
  problem: problemDto.nullable(),
});
export type PendingAtMetaDto = z.infer<typeof pendingAtMetaDto>;

/** Which ways into Meta's login there are here. The popup needs a login configuration (`META_CONFIG_ID`). */
export const signupWays = z.object({
  popup: z.boolean(),
  /** For the page to load before the click. Null without a popup. */
  sdkUrl: z.string().nullable(),
  appId: z.string(),
  graphVersion: z.string(),
  /**
   * The second argument of `FB.login`, for a new number and for one of the phone app. Known before the click, because
   * a browser opens a window only inside it. Null without a popup.
   */
  loginOptions: z
    .object({ newNumber: z.record(z.string(), z.unknown()), coexistence: z.record(z.string(), z.unknown()) })
    .nullable(),
});
export type SignupWays = z.infer<typeof signupWays>;

export const statusReply = z.object({
  success: z.literal(true),
  connected: z.boolean(),
  state: connectionState,
  businessName: z.string().nullable(),
  /** Active numbers first, then disconnected ones. */
  phoneNumbers: z.array(numberDto),
  lastConnected: z.iso.datetime().nullable(),
  /** The latest attempt of this account, while it still says something: running, failed in the last day, retryable. */
  attempt: attemptDto.nullable(),
  pendingAtMeta: z.array(pendingAtMetaDto),
  /** What the person who asks may do. */
  may: z.object({
    connect: z.boolean(),
    reconnect: z.boolean(),
    disconnect: z.boolean(),
    /** Removing the app at Meta, which support staff may do only where an owner allows it. */
    revoke: z.boolean(),
    /** Making a hand-over link. */
    handOver: z.boolean(),
  }),
  signup: signupWays,
});
export type StatusReply = z.infer<typeof statusReply>;

export const disconnectPreviewReply = z.object({
  success: z.literal(true),
  numbers: z.array(z.object({ phoneNumberId: z.string(), displayPhone: z.string(), displayName: z.string() })),
  wabas: z.array(
    z.object({
      wabaId: z.string(),
      wabaName: z.string().nullable(),
      /** Webhooks stop only when no other connected number needs them. */
      willUnsubscribe: z.boolean(),
      staying: z.array(z.string()),
      /** Numbers that lose their access too when the app is removed at Meta: they share the same grant. */
      lostByRevoking: z.array(z.string()),
    }),
  ),
  openChats: z.int(),
  /** Members who wrote from these numbers in the last seven days. */
  peopleWriting: z.int(),
  mayRevoke: z.boolean(),
});
export type DisconnectPreviewReply = z.infer<typeof disconnectPreviewReply>;

/**
 * `pause`: the number rests here; Meta keeps delivering, what comes in waits and is put in its place on resuming.
 * `disconnect`: webhooks off; the access is kept sealed for undoing, and destroyed after ten minutes. `revoke`: the app is
 * removed at Meta as well, and the access destroyed at once.
 */
export const disconnectWays = ['pause', 'disconnect', 'revoke'] as const;
export const disconnectWay = z.enum(disconnectWays);
export type DisconnectWay = z.infer<typeof disconnectWay>;

export const disconnectRequest = z.strictObject({
  phoneNumberIds: z.array(metaId).min(1).max(500).optional(),
  way: disconnectWay.optional(),
});
export type DisconnectRequest = z.infer<typeof disconnectRequest>;

export const receiptStep = z.enum([
  'pause',
  'resume',
  'unsubscribe',
  'subscribe',
  'revoke',
  'destroy_token',
  'mark_inactive',
  'restore_token',
]);
/** `kept`: not needed because another number still uses it. `pending`: not done yet, done by itself later; the words say when. */
export const receiptOutcome = z.enum(['done', 'kept', 'pending', 'already']);
export const receiptDto = z.object({
  step: receiptStep,
  phoneNumberId: z.string().nullable(),
  wabaId: z.string().nullable(),
  outcome: receiptOutcome,
  message: z.string(),
  at: z.iso.datetime(),
});
export type ReceiptDto = z.infer<typeof receiptDto>;

export const disconnectReply = z.object({
  success: z.literal(true),
  receipts: z.array(receiptDto),
  /** Until then `POST …/disconnect/undo` brings the numbers back without a login. Null when there is no way back. */
  undoUntil: z.iso.datetime().nullable(),
});
export type DisconnectReply = z.infer<typeof disconnectReply>;

/** `POST /api/integrations/whatsapp/disconnect/undo` and `/resume`: answered with receipts, like disconnecting. */
export const bringBackRequest = z.strictObject({ phoneNumberIds: z.array(metaId).min(1).max(500) });
export type BringBackRequest = z.infer<typeof bringBackRequest>;
