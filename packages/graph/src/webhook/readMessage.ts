import { asFilledText, asFlag, asMoment, asObject, asText, type JsonObject } from './jsonReaders.js';
import { readContent } from './readContent.js';
import type { WebhookMessage } from './webhook.types.js';

/** One of `messages[]` or `message_echoes[]` (meta-platform 8.5). `undefined`: it cannot be read. */
export function readMessage(message: JsonObject): WebhookMessage | undefined {
  const id = asFilledText(message.id);
  const timestamp = asMoment(message.timestamp);
  const content = readContent(message);
  if (id === undefined || timestamp === undefined || content === undefined) return undefined;
  return { id, timestamp, content, context: readContext(message.context), referral: readReferral(message.referral) };
}

function readContext(value: unknown): WebhookMessage['context'] {
  const context = asObject(value);
  if (context === undefined) return undefined;
  const product = asObject(context.referred_product);
  const catalogId = asText(product?.catalog_id);
  const productId = asText(product?.product_retailer_id);
  return {
    repliesTo: asFilledText(context.id),
    from: asFilledText(context.from),
    forwarded: asFlag(context.forwarded),
    frequentlyForwarded: asFlag(context.frequently_forwarded),
    product: catalogId !== undefined && productId !== undefined ? { catalogId, productId } : undefined,
  };
}

/** The advertisement that the customer came from. */
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
  };
}
