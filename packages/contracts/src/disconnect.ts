import { z } from 'zod';
import { metaId } from './numbers.js';

export const disconnectPreviewReply = z.object({
  success: z.literal(true),
  numbers: z.array(z.object({ phoneNumberId: z.string(), displayPhone: z.string(), displayName: z.string() })),
  wabas: z.array(
    z.object({
      wabaId: z.string(),
      wabaName: z.string().nullable(),
      /** Webhooks stop only when no other connected number needs them. */
      willUnsubscribe: z.boolean(),
      staying: z.array(z.string()),
      /** Numbers that lose their access too when the app is removed at Meta: they share the same grant. */
      lostByRevoking: z.array(z.string()),
    }),
  ),
  openChats: z.int(),
  /** Members who wrote from these numbers in the last seven days. */
  peopleWriting: z.int(),
  mayRevoke: z.boolean(),
});
export type DisconnectPreviewReply = z.infer<typeof disconnectPreviewReply>;

/**
 * `pause`: the number rests here; Meta keeps delivering, what comes in waits and is put in its place on resuming.
 * `disconnect`: webhooks off; the access is kept sealed for undoing, and destroyed after ten minutes. `revoke`: the app is
 * removed at Meta as well, and the access destroyed at once.
 */
export const disconnectWays = ['pause', 'disconnect', 'revoke'] as const;
export const disconnectWay = z.enum(disconnectWays);
export type DisconnectWay = z.infer<typeof disconnectWay>;

export const disconnectRequest = z.strictObject({
  phoneNumberIds: z.array(metaId).min(1).max(500).optional(),
  way: disconnectWay.optional(),
});
export type DisconnectRequest = z.infer<typeof disconnectRequest>;

export const receiptStep = z.enum([
  'pause',
  'resume',
  'unsubscribe',
  'subscribe',
  'revoke',
  'destroy_token',
  'mark_inactive',
  'restore_token',
]);
/** `kept`: not needed because another number still uses it. `pending`: not done yet, done by itself later; the words say when. */
export const receiptOutcome = z.enum(['done', 'kept', 'pending', 'already']);
export const receiptDto = z.object({
  step: receiptStep,
  phoneNumberId: z.string().nullable(),
  wabaId: z.string().nullable(),
  outcome: receiptOutcome,
  message: z.string(),
  at: z.iso.datetime(),
});
export type ReceiptDto = z.infer<typeof receiptDto>;

export const disconnectReply = z.object({
  success: z.literal(true),
  receipts: z.array(receiptDto),
  /** Until then `POST …/disconnect/undo` brings the numbers back without a login. Null when there is no way back. */
  undoUntil: z.iso.datetime().nullable(),
});
export type DisconnectReply = z.infer<typeof disconnectReply>;

/** `POST /api/integrations/whatsapp/disconnect/undo` and `/resume`: answered with receipts, like disconnecting. */
export const bringBackRequest = z.strictObject({ phoneNumberIds: z.array(metaId).min(1).max(500) });
export type BringBackRequest = z.infer<typeof bringBackRequest>;
