import type { MessageContent } from '@switchboard/contracts';
import type { OutgoingContent, Recipient, TemplateComponent } from '@switchboard/graph';
import type { ConversationRecord } from '../conversation.model.js';

/** Where a conversation's messages go. Meta prefers the phone number; some customers keep theirs hidden. */
export function recipientOf({ waId, userId }: Pick<ConversationRecord, 'waId' | 'userId'>): Recipient | null {
  if (waId) return { phone: `+${waId}` };
  return userId ? { userId } : null;
}

/**
 * A stored message as it is handed to Meta.
 *
 * @param metaMediaId of its file, once that is at Meta.
 * @returns null for contents that cannot be sent from here.
 */
export function outgoingContentOf(
  content: MessageContent,
  metaMediaId: string | undefined,
  templateComponents: readonly TemplateComponent[] = [],
): OutgoingContent | null {
  switch (content.kind) {
    case 'text':
      // Without it WhatsApp shows a bare address in place of the page's picture and title.
      return { type: 'text', body: content.text, previewUrl: /https?:\/\//i.test(content.text) };
    case 'template':
      return {
        type: 'template',
        name: content.name,
        language: content.language,
        components: [...templateComponents],
      };
    case 'media': {
      if (metaMediaId === undefined) return null;
      const { kind, filename } = content.media;
      return {
        type: kind === 'voice' ? 'audio' : kind,
        mediaId: metaMediaId,
        ...(takesCaption(kind) && content.caption !== null ? { caption: content.caption } : {}),
        ...(kind === 'document' && filename !== null ? { filename } : {}),
      };
    }
    default:
      return null;
  }
}

/** Meta refuses a text under sound and under stickers. */
export const takesCaption = (kind: string): boolean => kind === 'image' || kind === 'video' || kind === 'document';
