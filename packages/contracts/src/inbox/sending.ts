import { z } from 'zod';
import { clientId, mediaId, messageId } from './ids.js';
import { messageDto } from './message.js';

const text = z.string().trim().min(1).max(4096);
/** Meta's limit for what stands under a picture, a film or a document. */
const caption = z.string().trim().min(1).max(1024);
const replyTo = messageId.optional();

export const sendMessageRequest = z.discriminatedUnion('type', [
  z.strictObject({ clientId, type: z.literal('text'), text, replyTo }),
  z.strictObject({
    clientId,
    type: z.literal('media'),
    mediaId,
    caption: caption.optional(),
    replyTo,
  }),
  z.strictObject({
    clientId,
    type: z.literal('template'),
    name: z.string().min(1).max(512),
    language: z.string().min(2).max(20),
    /** By the keys that the template's own list names. */
    variables: z.record(z.string().max(100), z.string().trim().min(1).max(1024)).optional(),
    /** Sent although the customer wants no marketing: somebody was asked and wants to try. */
    confirmOptOut: z.literal(true).optional(),
  }),
  z.strictObject({
    clientId,
    type: z.literal('reaction'),
    messageId,
    /** One emoji; null takes the reaction back. */
    emoji: z.string().min(1).max(32).nullable(),
  }),
]);
export type SendMessageRequest = z.infer<typeof sendMessageRequest>;
export const sendMessageReply = z.object({ success: z.literal(true), message: messageDto });
export type SendMessageReply = z.infer<typeof sendMessageReply>;

/** `POST /api/conversations/:conversationId/messages/:messageId/retry`: a new attempt, beside the failed one. */
export const retryMessageRequest = z.strictObject({ clientId, confirmOptOut: z.literal(true).optional() });
export type RetryMessageRequest = z.infer<typeof retryMessageRequest>;

/**
 * `POST /api/conversations/:conversationId/messages/:messageId/release`: a held message goes to the customer's address of today.
 * `…/withhold`: it is not sent. The answer is the message.
 */
export const decideHeldRequest = z.strictObject({});
