import { z } from 'zod';
import { messageContent } from './content.js';
import { messageId } from './ids.js';
import { mediaDto } from './media.js';

/**
 * `received` is for messages of customers. The others are for ours, in the order in which they may follow each other:
 * a later one never gives way to an earlier one. `unclear`: Meta may or may not have taken it; the status that carries
 * our id settles it. `failed` gives way only to a proof of delivery.
 */
export const messageStatuses = [
  'received',
  'queued',
  'unclear',
  'sent',
  'failed',
  'delivered',
  'read',
  'played',
] as const;
export const messageStatus = z.enum(messageStatuses);
export type MessageStatus = z.infer<typeof messageStatus>;

/** Why a message failed, in words for the person who sent it. */
export const messageProblem = z.object({
  metaCode: z.int().nullable(),
  title: z.string(),
  message: z.string(),
  retryHelps: z.boolean(),
});
export type MessageProblem = z.infer<typeof messageProblem>;

export const messageOrigin = z.enum(['customer', 'switchboard', 'phone_app', 'other_app', 'meta_agent']);
export type MessageOrigin = z.infer<typeof messageOrigin>;

export const groupSenderDto = z.object({ name: z.string().nullable(), phone: z.string().nullable() });
export type GroupSenderDto = z.infer<typeof groupSenderDto>;

export const messageDto = z.object({
  id: z.string(),
  conversationId: z.string(),
  phoneNumberId: z.string(),
  direction: z.enum(['in', 'out']),
  origin: messageOrigin,
  author: z.object({ userId: z.string(), name: z.string() }).nullable(),
  /** Who wrote it, in a group; null elsewhere: there it is the customer. */
  sender: groupSenderDto.nullable(),
  /** It went to whoever answered then, and we only saw it: nobody here has to read it. */
  standby: z.boolean(),
  /** Meta's time for what came from Meta, ours for what was sent here. */
  at: z.iso.datetime(),
  /** Messages of a conversation are in the order of this text, compared as plain characters. */
  sortKey: z.string(),
  content: messageContent,
  /**
   * The message it answers. `id` is null when that one is not kept here, or has not come yet. `author`: who of the team
   * wrote it; left out for everything that was not sent from here. The preview of a deleted one says only that.
   */
  replyTo: z
    .object({
      id: z.string().nullable(),
      preview: z.string(),
      direction: z.enum(['in', 'out']),
      author: z.object({ userId: z.string(), name: z.string() }).optional(),
    })
    .nullable(),
  forwarded: z.enum(['no', 'once', 'often']),
  /** The advertisement the customer came from. Its files are on servers of others: no page loads them from there. */
  referral: z
    .object({
      headline: z.string().nullable(),
      body: z.string().nullable(),
      url: z.string().nullable(),
      imageUrl: z.string().optional(),
      videoUrl: z.string().optional(),
      thumbnailUrl: z.string().optional(),
      picture: mediaDto.optional(),
      welcomeText: z.string().optional(),
    })
    .nullable(),
  /** The product of the business's catalogue that the message asks about. */
  product: z.object({ catalogId: z.string(), productId: z.string() }).nullable(),
  reactions: z.array(z.object({ by: z.enum(['customer', 'business']), emoji: z.string() })),
  edited: z.boolean(),
  /** It was deleted. In the thread the text is kept and marked; lists, quotes and the search have it no longer. */
  deleted: z.boolean(),
  /** Who deleted it: the customer, or the business on its phone. */
  deletedBy: z.enum(['customer', 'business']).nullable(),
  status: messageStatus,
  statusTimes: z.object({
    sent: z.iso.datetime().nullable(),
    delivered: z.iso.datetime().nullable(),
    read: z.iso.datetime().nullable(),
    failed: z.iso.datetime().nullable(),
  }),
  problem: messageProblem.nullable(),
  /** When the next try is made, while Meta asked to wait. */
  nextTryAt: z.iso.datetime().nullable(),
  /**
   * It waits for a person, and would go to `to`. `address`: it was written for `from`, which is not the customer's address
   * any more. `interrupted`: nobody sent for a while after it was queued, so it is late, or has been sent already.
   * E.164 with `+`; null for an address that is no phone number.
   */
  held: z
    .object({ from: z.string().nullable(), to: z.string().nullable(), reason: z.enum(['address', 'interrupted']) })
    .nullable(),
  /** The failed message this one is a new attempt of. */
  retryOf: z.string().nullable(),
  clientId: z.string().nullable(),
  /** Grows with every change of this message: a state with a smaller one is older. */
  revision: z.int(),
});
export type MessageDto = z.infer<typeof messageDto>;

export const messagesQuery = z.strictObject({
  /** Messages before this sort key. Left out: the latest. */
  before: z.string().max(100).optional(),
  /** Messages around this one instead, for the jump to a quoted message; `unread`: around the first that nobody has read. */
  around: z.union([messageId, z.literal('unread')]).optional(),
  limit: z.coerce.number<number>().int().min(1).max(100).optional(),
});
export type MessagesQuery = z.infer<typeof messagesQuery>;
export const messagesReply = z.object({
  success: z.literal(true),
  messages: z.array(messageDto),
  /** Give it as `before` to read on; null at the beginning of the conversation. */
  nextBefore: z.string().nullable(),
  /** With `around=unread`: the first message that nobody has read. Null: all are read, and the page is the latest one. */
  firstUnread: messageId.nullable().optional(),
  seq: z.int(),
});
export type MessagesReply = z.infer<typeof messagesReply>;
