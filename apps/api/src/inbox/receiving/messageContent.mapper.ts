import type { MediaKind, MessageContent } from '@switchboard/contracts';
import type { WebhookContent, WebhookMedia } from '@switchboard/graph';

export type AboutAnotherMessage = Extract<WebhookContent, { type: 'reaction' | 'edit' | 'revoke' }>;

export const isAboutAnotherMessage = (content: WebhookContent): content is AboutAnotherMessage =>
  content.type === 'reaction' || content.type === 'edit' || content.type === 'revoke';

export const isPlaceholder = (content: MessageContent): boolean => content.kind === 'placeholder';

export interface MediaAtMeta {
  kind: MediaKind;
  metaMediaId: string;
  mimeType: string;
  filename: string | null;
  animated: boolean;
}

export function readMedia(content: WebhookContent): MediaAtMeta | null {
  const file = (kind: MediaKind, media: WebhookMedia, rest: Partial<MediaAtMeta> = {}): MediaAtMeta => ({
    kind,
    metaMediaId: media.id,
    mimeType: media.mimeType,
    filename: null,
    animated: false,
    ...rest,
  });
  switch (content.type) {
    case 'image':
    case 'video':
      return file(content.type, content.media);
    case 'audio':
      return file(content.voice ? 'voice' : 'audio', content.media);
    case 'document':
      return file('document', content.media, { filename: content.filename ?? null });
    case 'sticker':
      return file('sticker', content.media, { animated: content.animated });
    default:
      return null;
  }
}

/** The only place in the inbox that speaks both languages. `mediaId` is our id of the file. */
export function toMessageContent(
  content: Exclude<WebhookContent, AboutAnotherMessage>,
  mediaId: string,
): MessageContent {
  const file = readMedia(content);
  if (file) {
    const { kind, mimeType, filename, animated } = file;
    const caption = 'caption' in content ? (content.caption ?? null) : null;
    return {
      kind: 'media',
      media: { mediaId, kind, state: 'waiting', mimeType, size: null, filename, animated },
      caption,
    };
  }
  switch (content.type) {
    case 'text':
      return { kind: 'text', text: content.body };
    case 'location':
      return {
        kind: 'location',
        latitude: content.latitude,
        longitude: content.longitude,
        name: content.name ?? null,
        address: content.address ?? null,
      };
    case 'contacts':
      return {
        kind: 'contacts',
        contacts: content.contacts.map(({ name, phones, emails, organisation }) => ({
          name,
          phones: phones.map(({ phone, type }) => ({ phone, type: type ?? null })),
          emails,
          organisation: organisation ?? null,
        })),
      };
    case 'button_reply':
      return { kind: 'choice', source: 'button', title: content.title, description: null };
    case 'list_reply':
      return { kind: 'choice', source: 'list', title: content.title, description: content.description ?? null };
    case 'template_button':
      return { kind: 'choice', source: 'template_button', title: content.text, description: null };
    case 'flow_reply':
      return { kind: 'flow', text: content.body, answers: content.answers };
    case 'call_permission': {
      const { isAllowed, isPermanent, expiresAt } = content;
      const until = isAllowed && !isPermanent ? (expiresAt?.toISOString() ?? null) : null;
      return { kind: 'call_permission', allowed: isAllowed, until };
    }
    case 'order':
      return {
        kind: 'order',
        text: content.text ?? null,
        items: content.items.map(({ productId, quantity, price, currency }) => ({
          productId,
          quantity,
          price: price ?? null,
          currency,
        })),
      };
    case 'system':
      return {
        kind: 'system',
        event: content.event === 'number_changed' ? 'number_changed' : 'other',
        text: content.body || 'WhatsApp changed something about this customer.',
      };
    case 'media_placeholder':
      return { kind: 'placeholder' };
    case 'unsupported':
      return {
        kind: 'unsupported',
        type: content.metaType,
        reason: content.details ?? content.title ?? null,
        ...(content.isUnreadable ? { isUnreadable: true } : {}),
      };
    default:
      return { kind: 'unsupported', type: content.type, reason: null };
  }
}
