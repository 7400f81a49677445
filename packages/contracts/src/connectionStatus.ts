import { z } from 'zod';
import { attemptDto, problemDto } from './attempt.js';
import { numberDto } from './numbers.js';

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
