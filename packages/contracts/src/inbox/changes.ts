import { z } from 'zod';
import { conversationDto } from './conversation.js';
import { conversationId } from './ids.js';
import { messageDto } from './message.js';

/** `GET /api/inbox/summary` */
export const inboxSummaryReply = z.object({
  success: z.literal(true),
  unreadConversations: z.int(),
  /** Of the owner's numbers; 0 for everybody else. */
  quarantined: z.int(),
  seq: z.int(),
});
export type InboxSummaryReply = z.infer<typeof inboxSummaryReply>;

/**
 * One change of an account's inbox. Numbered without a gap: who has seen `seq` 7 and is handed 9 asks for what is
 * missing. Whole states, not differences: applying one twice is the same as applying it once.
 */
export const inboxChange = z.object({
  seq: z.int(),
  at: z.iso.datetime(),
  messages: z.array(messageDto),
  conversations: z.array(conversationDto),
  /**
   * Conversations that messages of a phone's past came into, by id. There may be thousands, so they are not in
   * `messages`: a thread that is open is read again.
   */
  refilled: z.array(z.string()),
  unreadConversations: z.int().nullable(),
  /**
   * Conversations that turned out to be one person's: `from` is part of `into` now, with everything in it, in the order in
   * which that happened. Both ids may be asked for.
   */
  merged: z.array(z.object({ from: conversationId, into: conversationId })).optional(),
  /** Conversations are gone for good: ask what was missed, and read the lists again as the answer says. */
  reset: z.literal(true).optional(),
});
export type InboxChange = z.infer<typeof inboxChange>;

/**
 * A message of a customer that has reached us just now and cannot be lost any more. It has no number, and its revision
 * is 0: it is not in its place yet, and no question can name it. The change that brings it there follows, and is all
 * that counts.
 */
export const inboxArrival = z.object({ message: messageDto });
export type InboxArrival = z.infer<typeof inboxArrival>;

/** `GET /api/inbox/changes?since=7` */
export const changesQuery = z.strictObject({ since: z.coerce.number<number>().int().min(0) });
export const changesReply = z.object({
  success: z.literal(true),
  /** True when what was missed is no longer kept, too much, or that something was deleted: read the lists again instead. */
  reset: z.boolean(),
  /** One change that brings the reader from `since` to its own `seq`; ask again while `more`. */
  change: inboxChange,
  more: z.boolean(),
});
export type ChangesReply = z.infer<typeof changesReply>;
