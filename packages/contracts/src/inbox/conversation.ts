import { z } from 'zod';
import { messageId } from './ids.js';
import { groupSenderDto, messageStatus } from './message.js';
import { responderDto } from './responders.js';

export const customerDto = z.object({
  /** As the address book of the business's phone has the customer. Null for numbers that are on no phone. */
  savedName: z.string().nullable(),
  /** As the customer calls himself or herself on WhatsApp. */
  name: z.string().nullable(),
  /** E.164 with `+`. Null for customers who keep theirs hidden: they have a business-scoped id only. */
  phone: z.string().nullable(),
  username: z.string().nullable(),
});
export type CustomerDto = z.infer<typeof customerDto>;

export const optOutDto = z.object({
  category: z.string(),
  since: z.iso.datetime(),
});
export type OptOutDto = z.infer<typeof optOutDto>;

export const conversationDto = z.object({
  id: z.string(),
  phoneNumberId: z.string(),
  /** A group has no customer of its own: every message names its sender. It is answered on the phone. */
  kind: z.enum(['person', 'group']),
  /** Who answers; null where nobody else was ever seen to. */
  responder: responderDto.nullable(),
  optOuts: z.array(optOutDto),
  customer: customerDto,
  lastActivityAt: z.iso.datetime(),
  lastMessage: z
    .object({
      id: z.string(),
      direction: z.enum(['in', 'out']),
      kind: z.string(),
      /** One line, without markup. */
      preview: z.string(),
      status: messageStatus,
      /** Another responder of the number sent it; null: the customer, or the business itself. */
      sentBy: z.enum(['meta_agent', 'other_app']).nullable(),
      /** In a group: which of its customers wrote it. Null: it is no group's, or not a customer's. */
      sender: groupSenderDto.nullable(),
    })
    .nullable(),
  unread: z.int(),
  /** Until when anything but a template may be sent: 24 hours after the customer's last message. Null: never opened. */
  windowClosesAt: z.iso.datetime().nullable(),
  revision: z.int(),
});
export type ConversationDto = z.infer<typeof conversationDto>;

export const conversationsReply = z.object({
  success: z.literal(true),
  conversations: z.array(conversationDto),
  nextCursor: z.string().nullable(),
  /** Everything up to this change is in the answer. */
  seq: z.int(),
});
export type ConversationsReply = z.infer<typeof conversationsReply>;

export const conversationReply = z.object({ success: z.literal(true), conversation: conversationDto });
export type ConversationReply = z.infer<typeof conversationReply>;

/**
 * `POST /api/conversations/:conversationId/thread-control`: `take` makes this inbox the one that answers; `hand_back` gives
 * the conversation to the role that had it before, or lets it go.
 */
export const threadControlRequest = z.strictObject({ action: z.enum(['take', 'hand_back']) });
export type ThreadControlRequest = z.infer<typeof threadControlRequest>;
export const threadControlReply = conversationReply;

export const readConversationRequest = z.strictObject({
  /** The last message that was seen. Left out: everything. */
  upTo: messageId.optional(),
});
export type ReadConversationRequest = z.infer<typeof readConversationRequest>;

/**
 * `POST /api/conversations/:conversationId/unread`: the customer's last message waits to be read again. The answer is the
 * conversation; where a customer never wrote, it is as it was.
 */
export const unreadConversationRequest = z.strictObject({});
