import { z } from 'zod';
import { conversationId } from './ids.js';

/** What a browser says about itself over the socket: which conversation is open, and whether somebody types in it. */
export const presenceReport = z.strictObject({ conversationId: conversationId.nullable(), typing: z.boolean() });
export type PresenceReport = z.infer<typeof presenceReport>;

/** Where a colleague is. Repeated every 20 s while it lasts; forgotten after 45 s without a repeat. */
export const presenceEvent = z.object({
  /** One browser tab. */
  socketId: z.string(),
  userId: z.string(),
  name: z.string(),
  conversationId: z.string().nullable(),
  typing: z.boolean(),
});
export type PresenceEvent = z.infer<typeof presenceEvent>;
