import type { WebhookMessage } from '@switchboard/graph';
import type { MessageRecord } from '../message.model.js';

type Context = Pick<MessageRecord, 'forwarded' | 'referral' | 'product'>;

/** What stands beside a message about where it comes from: passed on, after an advertisement, about a product. */
export function contextOf({ context, referral }: WebhookMessage): Context {
  const shown: Context = {};
  if (context?.frequentlyForwarded) shown.forwarded = 'often';
  else if (context?.forwarded) shown.forwarded = 'once';
  if (referral) shown.referral = toReferral(referral);
  if (context?.product) {
    const { catalogId, productId } = context.product;
    shown.product = { catalogId, productId };
  }
  return shown;
}

function toReferral(referral: NonNullable<WebhookMessage['referral']>): Context['referral'] {
  const { headline, body, sourceUrl, imageUrl, videoUrl, thumbnailUrl, welcomeText } = referral;
  return {
    headline: headline ?? null,
    body: body ?? null,
    url: sourceUrl ?? null,
    ...(imageUrl ? { imageUrl } : {}),
    ...(videoUrl ? { videoUrl } : {}),
    ...(thumbnailUrl ? { thumbnailUrl } : {}),
    ...(welcomeText ? { welcomeText } : {}),
  };
}
