import type { MessageContent, MessageDto } from '@switchboard/contracts';
import type { OutgoingContent, Recipient, TemplateComponent } from '@switchboard/graph';
import type { ConversationRecord } from '../conversation.model.js';
import type { Names, Peer } from '../identity/facts.js';
import { phoneKey } from '../identity/phoneKey.js';
import { phoneAddress } from '../ids.js';
import type { HeldFor } from '../message.model.js';

/** `isNew` false: a repeated submission. */
export interface Sent {
  message: MessageDto;
  isNew: boolean;
}

/** Meta prefers the phone; some customers hide theirs. */
export function toRecipient({ waId, userId }: Pick<ConversationRecord, 'waId' | 'userId'>): Recipient | null {
  // Meta would drop an id in this field without an error.
  if (waId && /^\d+$/.test(waId)) return { phone: `+${waId}` };
  return userId ? { userId } : null;
}

/** Kept with the message: the customer's address may change before it goes. */
export const toPeer = ({ waId, userId }: Pick<ConversationRecord, 'waId' | 'userId'>): Names => ({
  ...(waId ? { waId } : {}),
  ...(userId ? { userId } : {}),
});

type Addressed = Pick<ConversationRecord, 'waId' | 'userId' | 'since'>;

/**
 * Whether a message may go without asking a person: to the same business-scoped id, or the same phone if it has not
 * changed hands since. A new address may be another person's.
 *
 * @param at when it was addressed.
 */
export function isStillTheirs(peer: Peer | undefined, at: Date, now: Addressed): boolean {
  // Stored by an older release.
  if (!peer || (!peer.waId && !peer.userId)) return true;
  if (peer.userId !== undefined && peer.userId === now.userId) return true;
  if (peer.waId === undefined || now.waId === undefined || phoneKey(peer.waId) !== phoneKey(now.waId)) return false;
  const held = now.since?.find(({ address }) => address === phoneAddress(peer.waId ?? ''));
  return !held || held.at <= at;
}

export const toHeldFor = (peer: Peer | undefined, now: Addressed, reason: NonNullable<HeldFor['reason']>): HeldFor => ({
  from: peer?.waId ? `+${peer.waId}` : null,
  to: now.waId ? `+${now.waId}` : null,
  reason,
});

/** @param metaMediaId of its file. @returns null for contents that cannot be sent from here. */
export function toOutgoingContent(
  content: MessageContent,
  metaMediaId: string | undefined,
  templateComponents: readonly TemplateComponent[] = [],
): OutgoingContent | null {
  switch (content.kind) {
    case 'text':
      // For a preview with picture and title.
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

/** Meta refuses a text under sound and stickers. */
export const takesCaption = (kind: string): boolean => kind === 'image' || kind === 'video' || kind === 'document';
