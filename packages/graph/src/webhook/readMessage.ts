import { sortAddresses } from './addresses.js';
import { asFilledText, asFlag, asId, asMoment, asObject, asText, type JsonObject } from './jsonReaders.js';
import { readContent } from './readContent.js';
import type { WebhookMessage } from './webhook.types.js';

const longestId = 1024;

/** One of `messages[]` or `message_echoes[]` (meta-platform 8.5). `undefined`: it has no id or no time. */
export function readMessage(message: JsonObject): WebhookMessage | undefined {
  const id = asFilledText(message.id);
  const timestamp = asMoment(message.timestamp);
  if (id === undefined || id.length > longestId || timestamp === undefined) return undefined;
  const content = readContent(message);
  return { id, timestamp, content, context: readContext(message.context), referral: readReferral(message.referral) };
}

function readContext(value: unknown): WebhookMessage['context'] {
  const context = asObject(value);
  if (context === undefined) return undefined;
  const product = asObject(context.referred_product);
  const catalogId = asId(product?.catalog_id);
  const productId = asId(product?.product_retailer_id);
  const from = sortAddresses(context.from, undefined);
  return {
    // `message_id` in what was sent by a program, of which an echo tells.
    repliesTo: asFilledText(context.id) ?? asFilledText(context.message_id),
    from: from.waId ?? from.userId ?? from.parentUserId,
    forwarded: asFlag(context.forwarded),
    frequentlyForwarded: asFlag(context.frequently_forwarded),
    product: catalogId !== undefined && productId !== undefined ? { catalogId, productId } : undefined,
  };
}

function readReferral(value: unknown): WebhookMessage['referral'] {
  const referral = asObject(value);
  if (referral === undefined) return undefined;
  return {
    headline: asText(referral.headline),
    body: asText(referral.body),
    sourceUrl: asText(referral.source_url),
    sourceId: asText(referral.source_id),
    sourceType: asText(referral.source_type),
    ctwaClid: asText(referral.ctwa_clid),
    imageUrl: asFilledText(referral.image_url),
    videoUrl: asFilledText(referral.video_url),
    thumbnailUrl: asFilledText(referral.thumbnail_url),
    welcomeText: asFilledText(asObject(referral.welcome_message)?.text),
    ref: asFilledText(referral.ref),
  };
}
