import type { MessageContent, MessageDto } from '@switchboard/contracts';
import type { OutgoingContent, Recipient, TemplateComponent } from '@switchboard/graph';
import type { ConversationRecord } from '../conversation.model.js';
import type { Names, Peer } from '../identity/facts.js';
import { phoneKey } from '../identity/phoneKey.js';
import { phoneAddress } from '../ids.js';
import type { HeldFor } from '../message.model.js';

/** What a press of the button came to. `isNew` false: the same press was answered before. */
export interface Sent {
  message: MessageDto;
  isNew: boolean;
}

/** Where a conversation's messages go. Meta prefers the phone number; some customers keep theirs hidden. */
export function recipientOf({ waId, userId }: Pick<ConversationRecord, 'waId' | 'userId'>): Recipient | null {
  // Digits alone are a number: an id in this place would be dropped by Meta without a word.
  if (waId && /^\d+$/.test(waId)) return { phone: `+${waId}` };
  return userId ? { userId } : null;
}

/** Whom a message is addressed to at this moment: kept with it, because the customer's address may change before it goes. */
export const addressedTo = ({ waId, userId }: Pick<ConversationRecord, 'waId' | 'userId'>): Names => ({
  ...(waId ? { waId } : {}),
  ...(userId ? { userId } : {}),
});

/** What may be asked of where a message goes. */
type Addressed = Pick<ConversationRecord, 'waId' | 'userId' | 'since'>;

/**
 * Whether what was addressed to `peer` may go to where the conversation's messages go now, without asking anybody: to the
 * same business-scoped id, or to the same phone where that has been in one hand since. A new address of a customer may be
 * another person's, and a message that was written for somebody reaches nobody else unasked.
 *
 * @param at when it was addressed.
 */
export function isStillTheirs(peer: Peer | undefined, at: Date, now: Addressed): boolean {
  // Stored before it was kept: it goes where its conversation goes.
  if (!peer || (!peer.waId && !peer.userId)) return true;
  if (peer.userId !== undefined && peer.userId === now.userId) return true;
  if (peer.waId === undefined || now.waId === undefined || phoneKey(peer.waId) !== phoneKey(now.waId)) return false;
  const held = now.since?.find(({ address }) => address === phoneAddress(peer.waId ?? ''));
  return !held || held.at <= at;
}

/** Whom it was for and where it would go, for the person who is asked. */
export const heldOf = (peer: Peer | undefined, now: Addressed, reason: NonNullable<HeldFor['reason']>): HeldFor => ({
  from: peer?.waId ? `+${peer.waId}` : null,
  to: now.waId ? `+${now.waId}` : null,
  reason,
});

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
