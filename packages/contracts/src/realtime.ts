import { z } from 'zod';
import { attemptDto } from './connect.js';

/** A ticket opens one socket, once, within half a minute. */
export const socketTicketReply = z.object({
  success: z.literal(true),
  ticket: z.string(),
  /** Address of the Socket.io server: the API itself, never through the web. */
  url: z.string(),
  expiresAt: z.iso.datetime(),
});
export type SocketTicketReply = z.infer<typeof socketTicketReply>;

/** The Socket.io handshake's `auth`. */
export const socketAuth = z.object({ ticket: z.string().min(20).max(200) });

/** What the server pushes to the sockets of an account. Each is a hint or a whole snapshot: losing one loses nothing. */
export const accountEvents = {
  'connect:attempt': z.object({ attempt: attemptDto }),
  'numbers:changed': z.object({ at: z.iso.datetime() }),
  'session:ended': z.object({}),
} as const;
export type AccountEventName = keyof typeof accountEvents;
export type AccountEventPayload<Name extends AccountEventName> = z.infer<(typeof accountEvents)[Name]>;

/** Socket.io's typed event map of the same. */
export type ServerToClientEvents = { [Name in AccountEventName]: (payload: AccountEventPayload<Name>) => void };
