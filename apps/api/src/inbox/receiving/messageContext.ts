import type { WebhookMessage } from '@switchboard/graph';
import { referralPictureId } from '../ids.js';
import type { MediaRecord } from '../media/media.model.js';
import { isPublicUrl } from '../media/publicAddress.js';
import type { MessageRecord } from '../message.model.js';

type Context = Pick<MessageRecord, 'forwarded' | 'referral' | 'product'>;

/** Forwarded, after an advertisement, about a product. @param messageId from which the picture's id is made. */
export function toContext({ context, referral }: WebhookMessage, messageId: string): Context {
  const shown: Context = {};
  if (context?.frequentlyForwarded) shown.forwarded = 'often';
  else if (context?.forwarded) shown.forwarded = 'once';
  if (referral) shown.referral = toReferral(referral, messageId);
  if (context?.product) {
    const { catalogId, productId } = context.product;
    shown.product = { catalogId, productId };
  }
  return shown;
}

function toReferral(referral: NonNullable<WebhookMessage['referral']>, messageId: string): Context['referral'] {
  const { headline, body, sourceUrl, imageUrl, videoUrl, thumbnailUrl, welcomeText } = referral;
  return {
    headline: headline ?? null,
    body: body ?? null,
    url: sourceUrl ?? null,
    ...(imageUrl ? { imageUrl } : {}),
    ...(videoUrl ? { videoUrl } : {}),
    ...(thumbnailUrl ? { thumbnailUrl } : {}),
    ...(welcomeText ? { welcomeText } : {}),
    ...([imageUrl, thumbnailUrl].some((address) => isPublicUrl(address ?? '')) ? { picture: waiting(messageId) } : {}),
  };
}

const waiting = (messageId: string) => ({
  mediaId: referralPictureId(messageId),
  kind: 'image' as const,
  state: 'waiting' as const,
  mimeType: 'image/jpeg',
  size: null,
  filename: null,
  animated: false,
});

/** Null when there is none, or it was fetched. */
export function waitingPicture(message: MessageRecord, now: Date): MediaRecord | null {
  const { _id: messageId, accountId, phoneNumberId, referral } = message;
  if (referral?.picture?.state !== 'waiting') return null;
  const sourceUrl = [referral.imageUrl, referral.thumbnailUrl].find((address) => isPublicUrl(address ?? ''));
  const { mediaId: _id, kind, state, mimeType } = referral.picture;
  const place = { accountId, messageId, phoneNumberId };
  return { _id, ...place, kind, state, mimeType, sourceUrl, createdAt: now, dueAt: now, attempts: 0 };
}
