import { z } from 'zod';
import { addressings } from '../messaging/addressing.js';
import type { CustomerContent } from '../messaging/customerContent.js';
import { mediaKinds } from '../messaging/mediaKinds.js';
import { wamidForms } from '../messaging/wamid.js';
import { webhookFields } from '../state/appSubscription.js';
import { rawSignatures } from '../webhooks/deliverRaw.js';
import { messageStatuses, type WebhookDials } from '../webhooks/dials.js';

const text = z.string().min(1);
const object = z.record(z.string(), z.unknown());
const bytes = z.base64().transform((base64) => Buffer.from(base64, 'base64'));

const media = z.strictObject({
  type: z.enum(mediaKinds),
  /** In base64; by default a sample. */
  bytes: bytes.optional(),
  mimeType: text.optional(),
  filename: text.optional(),
  caption: text.optional(),
  voice: z.boolean().optional(),
  animated: z.boolean().optional(),
});

const orderItem = z.strictObject({
  productRetailerId: text,
  quantity: z.number(),
  itemPrice: z.number(),
  currency: text,
});

export const content: z.ZodType<CustomerContent> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), body: z.string() }),
  media,
  z.strictObject({
    type: z.literal('location'),
    latitude: z.number(),
    longitude: z.number(),
    name: text.optional(),
    address: text.optional(),
    url: text.optional(),
  }),
  z.strictObject({ type: z.literal('contacts'), contacts: z.array(object).min(1) }),
  z.strictObject({ type: z.literal('button_reply'), id: text, title: text }),
  z.strictObject({ type: z.literal('list_reply'), id: text, title: text, description: text.optional() }),
  z.strictObject({ type: z.literal('flow_reply'), body: text, response: object }),
  z.strictObject({
    type: z.literal('call_permission_reply'),
    response: z.enum(['accept', 'reject']),
    isPermanent: z.boolean().optional(),
    expiresAt: z.number().int().min(0).optional(),
  }),
  z.strictObject({ type: z.literal('button'), payload: text, text }),
  z.strictObject({ type: z.literal('reaction'), messageId: text, emoji: text.optional() }),
  z.strictObject({ type: z.literal('order'), catalogId: text, text: text.optional(), items: z.array(orderItem) }),
  z.strictObject({ type: z.literal('system'), system: object }),
  z.strictObject({ type: z.literal('edit'), messageId: text, body: text }),
  z.strictObject({ type: z.literal('revoke'), messageId: text }),
  z.strictObject({
    type: z.literal('unsupported'),
    code: z.union([z.literal(131051), z.literal(131060)]).optional(),
    kind: text.optional(),
  }),
  z.strictObject({ type: z.literal('raw'), message: object }),
]);

/** Milliseconds since the epoch. */
export const at = z.number().int().min(0).optional();
const phoneNumberId = text;
const spelledOtherwise = z.array(z.enum(['customer', 'business']));

/** Naming of people and messages; the dials decide the rest. */
export const naming = {
  wamidNames: z.enum(wamidForms).optional(),
  addressing: z.enum(addressings).optional(),
  writtenOtherWay: spelledOtherwise.optional(),
};

export const writeRequest = z.strictObject({
  ...naming,
  groupId: text.optional(),
  problem: z.number().int().optional(),
  phoneNumberId,
  content,
  at,
  replyTo: text.optional(),
  wamid: text.optional(),
  forwarded: z.boolean().optional(),
  frequentlyForwarded: z.boolean().optional(),
  referredProduct: z.strictObject({ catalogId: text, productRetailerId: text }).optional(),
  referral: object.optional(),
});

export const chatRequest = z.strictObject({ phoneNumberId });
export const openRequest = z.strictObject({
  phoneNumberId,
  stayMs: z.number().int().min(0).max(600_000).optional(),
});
export const phoneAppRequest = z.strictObject({
  ...naming,
  customerId: text,
  content,
  at,
  wamid: text.optional(),
  replyTo: text.optional(),
  groupId: text.optional(),
});

export const customerRequest = z.strictObject({
  name: text,
  id: text.optional(),
  waId: z.string().regex(/^\d+$/).optional(),
  userId: text.optional(),
  parentUserId: text.optional(),
  username: text.optional(),
});

export const targetRequest = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).nullable(),
  verifyToken: text.optional(),
});

export const accountEventRequest = z.strictObject({
  wabaId: text,
  field: text,
  value: object,
  entryId: text.optional(),
  at,
});

export const rawRequest = z.strictObject({
  body: z.union([z.string(), object, z.array(z.unknown())]),
  signature: z.enum(rawSignatures).optional(),
  headers: z.record(z.string(), z.string()).optional(),
  url: z.url().optional(),
});

export const idleRequest = z.strictObject({ timeoutMs: z.number().int().min(0).max(60_000).default(10_000) });

const ms = z.number().int().min(0).max(600_000);
/** JSON has no infinity. */
const count = z
  .union([z.number().int().min(0), z.literal('always')])
  .transform((value) => (value === 'always' ? Number.POSITIVE_INFINITY : value));

export const webhookDialsRequest = z.strictObject({
  duplicate: z.number().int().min(1).max(20).optional(),
  delayMs: ms.optional(),
  jitterMs: ms.optional(),
  keepOrder: z.boolean().optional(),
  outOfOrderMs: ms.optional(),
  batch: z
    .strictObject({ size: z.number().int().min(1).max(1000), windowMs: ms })
    .nullable()
    .optional(),
  statusBeforeAnswer: z.boolean().optional(),
  skipStatuses: z.array(z.enum(messageStatuses)).optional(),
  wrongSignature: count.optional(),
  signedByOtherApp: count.optional(),
  receiverDown: z.boolean().optional(),
  failNext: z
    .strictObject({ code: z.number().int(), times: count.default(1) })
    .nullable()
    .optional(),
  windowError: z.enum(['async', 'sync']).optional(),
  inboundMediaUrls: z.boolean().optional(),
  wamidNames: z.enum(wamidForms).nullable().optional(),
  addressing: z.enum(addressings).optional(),
  writtenOtherWay: spelledOtherwise.optional(),
  repliesWithoutContext: z.boolean().optional(),
  /** A setting of the app: what `GET /{app}/subscriptions` leaves out. */
  unsubscribedFields: z.array(z.enum(webhookFields)).optional(),
});

export function dialsView({ wrongSignature, signedByOtherApp, failNext, ...dials }: Readonly<WebhookDials>) {
  const show = (value: number) => (Number.isFinite(value) ? value : 'always');
  return {
    ...dials,
    wrongSignature: show(wrongSignature),
    signedByOtherApp: show(signedByOtherApp),
    failNext: failNext && { ...failNext, times: show(failNext.times) },
  };
}
