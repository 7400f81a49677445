import { z } from 'zod';

/** One browser or program in which a person is signed in. */
export const sessionDto = z.object({
  sessionId: z.string(),
  /** The one that asks. */
  current: z.boolean(),
  /** "Chrome on Windows", as the browser says of itself. */
  device: z.string(),
  /** The network of the address it was last used from: "203.0.113.x". Null where it is not known. */
  network: z.string().nullable(),
  signedInAt: z.iso.datetime(),
  /** To about ten minutes. */
  lastUsedAt: z.iso.datetime(),
});
export type SessionDto = z.infer<typeof sessionDto>;

/** `GET /api/auth/sessions`: a person's own, the one used last first. */
export const sessionsReply = z.object({ success: z.literal(true), sessions: z.array(sessionDto) });
export type SessionsReply = z.infer<typeof sessionsReply>;
