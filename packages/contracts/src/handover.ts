import { z } from 'zod';
import { attemptDto, flow } from './attempt.js';
import { signupWays } from './connectionStatus.js';

/** A hand-over: somebody else connects, on another device, and the one who asked watches the steps move. */
export const handoverState = z.enum([
  /** Nobody has opened the link. */
  'waiting',
  /** It is open on another device. */
  'opened',
  /** The login at Meta has begun, or what follows it. */
  'connecting',
  'done',
  /** Ended without one. A new link is needed. */
  'failed',
  'expired',
  'cancelled',
]);
export type HandoverState = z.infer<typeof handoverState>;

export const handoverDto = z.object({
  handoverId: z.string(),
  state: handoverState,
  createdBy: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  openedAt: z.iso.datetime().nullable(),
  attempt: attemptDto.nullable(),
});
export type HandoverDto = z.infer<typeof handoverDto>;

/** `POST /api/integrations/whatsapp/handovers`. The link is told once: only its hash is kept. */
export const createHandoverReply = z.object({ success: z.literal(true), handover: handoverDto, url: z.string() });
export type CreateHandoverReply = z.infer<typeof createHandoverReply>;

/** `GET` and `DELETE /api/integrations/whatsapp/handovers/:handoverId` */
export const handoverReply = z.object({ success: z.literal(true), handover: handoverDto });
export type HandoverReply = z.infer<typeof handoverReply>;

/** `POST /api/handover/look`. Sent with the access token when somebody is signed in, so that another account is noticed. */
export const handoverTokenRequest = z.strictObject({ token: z.string().min(20).max(200) });
export const handoverLookReply = z.object({
  success: z.literal(true),
  accountName: z.string(),
  createdBy: z.string(),
  expiresAt: z.iso.datetime(),
  signup: signupWays,
});
export type HandoverLookReply = z.infer<typeof handoverLookReply>;

/**
 * `POST /api/handover/start`: uses the link up and begins its attempt. Answered like `oauth/start`; an HttpOnly cookie
 * ties what follows to this browser: `POST /api/handover/finish | cancel | choose`, `GET /api/handover/attempt`, with the
 * bodies and replies of the same steps under `/api/integrations/whatsapp/oauth`.
 */
export const startHandoverRequest = z.strictObject({ token: z.string().min(20).max(200), flow: flow.optional() });
export type StartHandoverRequest = z.infer<typeof startHandoverRequest>;
