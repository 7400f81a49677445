import { type JsonObject, toSeconds } from '../webhooks/payload.js';
import type { Customer } from './customers.js';
import type { MediaRef } from './media.js';
import type { MediaKind } from './mediaKinds.js';

/** A file of a customer; by default a small sample. */
export interface CustomerMedia {
  type: MediaKind;
  bytes?: Uint8Array | undefined;
  mimeType?: string | undefined;
  filename?: string | undefined;
  caption?: string | undefined;
  /** Recorded in the chat; by default true. */
  voice?: boolean | undefined;
  animated?: boolean | undefined;
}

export interface OrderItem {
  productRetailerId: string;
  quantity: number;
  itemPrice: number;
  currency: string;
}

/** Meta's inbound types, and `raw` for one that it does not have yet. */
export type CustomerContent =
  | { type: 'text'; body: string }
  | CustomerMedia
  | {
      type: 'location';
      latitude: number;
      longitude: number;
      name?: string | undefined;
      address?: string | undefined;
      url?: string | undefined;
    }
  | { type: 'contacts'; contacts: readonly JsonObject[] }
  | { type: 'button_reply'; id: string; title: string }
  | { type: 'list_reply'; id: string; title: string; description?: string | undefined }
  | { type: 'flow_reply'; body: string; response: JsonObject }
  /** The answer to a call permission request. `expiresAt` in milliseconds since the epoch. */
  | {
      type: 'call_permission_reply';
      response: 'accept' | 'reject';
      isPermanent?: boolean | undefined;
      expiresAt?: number | undefined;
    }
  | { type: 'button'; payload: string; text: string }
  /** Without an emoji the reaction is removed. */
  | { type: 'reaction'; messageId: string; emoji?: string | undefined }
  | { type: 'order'; catalogId: string; text?: string | undefined; items: readonly OrderItem[] }
  | { type: 'system'; system: JsonObject }
  | { type: 'edit'; messageId: string; body: string }
  | { type: 'revoke'; messageId: string }
  | { type: 'unsupported'; code?: 131051 | 131060 | undefined; kind?: string | undefined }
  | { type: 'raw'; message: JsonObject };

export interface CustomerContext {
  /** The quoted message and its writer: digits of the number, or the customer's. */
  replyTo?: { wamid: string; from: string } | undefined;
  forwarded?: boolean | undefined;
  frequentlyForwarded?: boolean | undefined;
  referredProduct?: { catalogId: string; productRetailerId: string } | undefined;
  referral?: JsonObject | undefined;
}

export const tidy = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined));

const unsupportedTexts = {
  131051: ['Message type unknown', 'Message type is currently not supported.'],
  131060: ['This message is unavailable', 'This message is currently unavailable.'],
} as const;

function mediaBody(content: CustomerMedia, media: MediaRef | undefined): JsonObject {
  const { type, caption, filename, voice = true, animated = false } = content;
  return tidy({
    ...(media ?? { id: '0', mime_type: content.mimeType ?? 'application/octet-stream', sha256: '' }),
    caption: type === 'audio' || type === 'sticker' ? undefined : caption,
    filename: type === 'document' ? (filename ?? 'document') : undefined,
    voice: type === 'audio' ? voice : undefined,
    animated: type === 'sticker' ? animated : undefined,
  });
}

/** The wamid of the message that a content is about, as the webhook names it. */
export function withNames(content: CustomerContent, nameOf: (wamid: string) => string): CustomerContent {
  const isAboutMessage = content.type === 'reaction' || content.type === 'edit' || content.type === 'revoke';
  return isAboutMessage ? { ...content, messageId: nameOf(content.messageId) } : content;
}

export function toBody(content: CustomerContent, media?: MediaRef): { type: string; fields: JsonObject } {
  const as = (type: string, value: unknown) => ({ type, fields: { [type]: value } });
  switch (content.type) {
    case 'text':
      return as('text', { body: content.body });
    case 'location': {
      const { type, ...location } = content;
      return as('location', tidy(location));
    }
    case 'contacts':
      return as('contacts', content.contacts);
    case 'button_reply':
      return as('interactive', { type: 'button_reply', button_reply: { id: content.id, title: content.title } });
    case 'list_reply': {
      const { id, title, description } = content;
      return as('interactive', { type: 'list_reply', list_reply: tidy({ id, title, description }) });
    }
    case 'flow_reply': {
      const reply = { name: 'flow', body: content.body, response_json: JSON.stringify(content.response) };
      return as('interactive', { type: 'nfm_reply', nfm_reply: reply });
    }
    case 'call_permission_reply': {
      const { response, isPermanent, expiresAt } = content;
      const reply = tidy({
        response,
        is_permanent: isPermanent,
        expiration_timestamp: expiresAt === undefined ? undefined : toSeconds(expiresAt),
        response_source: 'user_action',
      });
      return as('interactive', { type: 'call_permission_reply', call_permission_reply: reply });
    }
    case 'button':
      return as('button', { payload: content.payload, text: content.text });
    case 'reaction':
      return as('reaction', tidy({ message_id: content.messageId, emoji: content.emoji }));
    case 'order':
      return as('order', orderBody(content));
    case 'system':
      return as('system', content.system);
    case 'edit': {
      const message = { type: 'text', text: { body: content.body } };
      return as('edit', { original_message_id: content.messageId, message });
    }
    case 'revoke':
      return as('revoke', { original_message_id: content.messageId });
    case 'unsupported':
      return { type: 'unsupported', fields: unsupportedFields(content) };
    case 'raw':
      return { type: String(content.message.type), fields: content.message };
    default:
      return as(content.type, mediaBody(content, media));
  }
}

function orderBody({ catalogId, text, items }: Extract<CustomerContent, { type: 'order' }>): JsonObject {
  return tidy({
    catalog_id: catalogId,
    text,
    product_items: items.map(({ productRetailerId, quantity, itemPrice, currency }) => ({
      product_retailer_id: productRetailerId,
      quantity,
      item_price: itemPrice,
      currency,
    })),
  });
}

function unsupportedFields({ code = 131051, kind }: Extract<CustomerContent, { type: 'unsupported' }>): JsonObject {
  const [title, details] = unsupportedTexts[code];
  return tidy({
    errors: [{ code, title, message: title, error_data: { details } }],
    unsupported: kind === undefined ? undefined : { type: kind },
  });
}

function toContext(context: CustomerContext): JsonObject | undefined {
  const { replyTo, forwarded, frequentlyForwarded, referredProduct } = context;
  const value = tidy({
    from: replyTo?.from,
    id: replyTo?.wamid,
    forwarded: forwarded || undefined,
    frequently_forwarded: frequentlyForwarded || undefined,
    referred_product: referredProduct && {
      catalog_id: referredProduct.catalogId,
      product_retailer_id: referredProduct.productRetailerId,
    },
  });
  return Object.keys(value).length === 0 ? undefined : value;
}

export function inboundMessage(input: {
  customer: Omit<Customer, 'id'>;
  content: CustomerContent;
  wamid: string;
  at: number;
  media?: MediaRef | undefined;
  context?: CustomerContext | undefined;
  from?: string | undefined;
  groupId?: string | undefined;
}): JsonObject {
  const { customer, content, wamid, at, media, context = {}, from = customer.waId, groupId } = input;
  const { type, fields } = toBody(content, media);
  return tidy({
    from,
    from_user_id: customer.userId,
    from_parent_user_id: customer.parentUserId,
    group_id: groupId,
    id: wamid,
    timestamp: toSeconds(at),
    type,
    ...fields,
    context: toContext(context),
    referral: context.referral,
  });
}
