import { z } from 'zod';
import { errorCode } from './errorCodes.js';
import { metaId, verdict } from './numbers.js';

export const flows = ['redirect', 'popup'] as const;
export const flow = z.enum(flows);
export type Flow = z.infer<typeof flow>;

/** How an attempt came about: a browser asked for it, or the operator finished a sign-up on Meta's hosted page. */
export const attemptFlows = [...flows, 'hosted'] as const;
export const attemptFlow = z.enum(attemptFlows);
export type AttemptFlow = z.infer<typeof attemptFlow>;

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
