import { z } from 'zod';
import { attemptDto } from './attempt.js';
import { handoverDto } from './handover.js';
import { inboxArrival, inboxChange } from './inbox/changes.js';
import { type PresenceReport, presenceEvent } from './inbox/presence.js';

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

/**
 * What the server pushes to the sockets of an account. Each is a hint or a whole snapshot: losing one loses nothing,
 * because the same is there to be asked for.
 */
export const accountEvents = {
  'connect:attempt': z.object({ attempt: attemptDto }),
  'connect:handover': z.object({ handover: handoverDto }),
  'numbers:changed': z.object({ at: z.iso.datetime() }),
  /** There is something new to be told: `GET /api/alerts`. */
  'alerts:changed': z.object({ at: z.iso.datetime() }),
  'inbox:arrival': inboxArrival,
  'inbox:change': inboxChange,
  'inbox:presence': presenceEvent,
  'session:ended': z.object({}),
} as const;
export type AccountEventName = keyof typeof accountEvents;
export type AccountEventPayload<Name extends AccountEventName> = z.infer<(typeof accountEvents)[Name]>;

/** Socket.io's typed event map of the same. */
export type ServerToClientEvents = { [Name in AccountEventName]: (payload: AccountEventPayload<Name>) => void };

/** What a browser may say. Nothing else is listened to. */
export interface ClientToServerEvents {
  /** @see PresenceReport. Parsed strictly; a conversation of another account is ignored. */
  'inbox:presence': (report: PresenceReport) => void;
}
