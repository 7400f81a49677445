import type { ConversationDto, MessageContent, MessageDto } from '@switchboard/contracts';
import { hours, later } from '../platform/clock.js';
import type { ConversationRecord } from './conversation.model.js';
import type { MessageRecord } from './message.model.js';

/** From the customer's last message on, anything may be sent for this long (meta-platform 7). */
const windowMs = hours(24);

/** When the window of a conversation closes; null when the customer has never written. */
export const windowClosesAt = ({ lastInboundAt }: Pick<ConversationRecord, 'lastInboundAt'>): Date | null =>
  lastInboundAt ? later(lastInboundAt, windowMs) : null;

const iso = (date: Date | undefined | null) => date?.toISOString() ?? null;

/** What may leave about a message, field by field. */
export function toMessageDto(record: MessageRecord): MessageDto {
  const { statusTimes, replyTo } = record;
  return {
    id: record._id,
    conversationId: record.conversationId,
    phoneNumberId: record.phoneNumberId,
    direction: record.direction,
    origin: record.origin,
    author: record.author ?? null,
    at: record.at.toISOString(),
    sortKey: record.sortKey,
    content: record.content,
    replyTo: replyTo ? { id: replyTo.id, preview: replyTo.preview, direction: replyTo.direction } : null,
    forwarded: record.forwarded ?? 'no',
    referral: record.referral ?? null,
    reactions: (record.reactions ?? []).flatMap(({ by, emoji }) => (emoji === null ? [] : [{ by, emoji }])),
    edited: record.editedAt !== undefined,
    deleted: record.deletedAt !== undefined,
    status: record.status,
    statusTimes: {
      sent: iso(statusTimes?.sent),
      delivered: iso(statusTimes?.delivered),
      read: iso(statusTimes?.read),
      failed: iso(statusTimes?.failed),
    },
    problem: record.problem ?? null,
    nextTryAt: iso(record.nextTryAt),
    held: record.held ?? null,
    retryOf: record.retryOf ?? null,
    clientId: record.clientId ?? null,
    revision: record.revision,
  };
}

/** What may leave about a conversation, field by field. */
export function toConversationDto(record: ConversationRecord): ConversationDto {
  const { lastMessage } = record;
  return {
    id: record._id,
    phoneNumberId: record.phoneNumberId,
    customer: {
      savedName: record.savedName ?? null,
      name: record.name ?? null,
      phone: record.waId ? `+${record.waId}` : null,
      username: record.username ?? null,
    },
    lastActivityAt: record.lastActivityAt.toISOString(),
    lastMessage: lastMessage
      ? {
          id: lastMessage.id,
          direction: lastMessage.direction,
          kind: lastMessage.kind,
          preview: lastMessage.preview,
          status: lastMessage.status,
        }
      : null,
    unread: record.unread,
    windowClosesAt: iso(windowClosesAt(record)),
    revision: record.revision,
  };
}

const previewLength = 140;
/** One line: what fits into a row of the list, and into a quote. */
const oneLine = (text: string) => {
  const line = text
    .slice(0, previewLength * 4)
    .replace(/\s+/g, ' ')
    .trim();
  return [...line].slice(0, previewLength).join('');
};

const mediaWords = {
  image: 'Photo',
  video: 'Video',
  audio: 'Audio',
  voice: 'Voice message',
  document: 'Document',
  sticker: 'Sticker',
} as const;

/** A message in one line, without markup. */
export function previewOf(content: MessageContent): string {
  switch (content.kind) {
    case 'text':
      return oneLine(content.text);
    case 'media':
      return oneLine(content.caption ?? content.media.filename ?? mediaWords[content.media.kind]);
    case 'location':
      return oneLine(content.name ?? content.address ?? 'Location');
    case 'contacts':
      return oneLine(content.contacts.map((contact) => contact.name).join(', ') || 'Contact');
    case 'choice':
      return oneLine(content.title);
    case 'flow':
      return oneLine(content.text || 'Form');
    case 'order':
      return oneLine(
        content.text ?? `Order of ${content.items.length} ${content.items.length === 1 ? 'item' : 'items'}`,
      );
    case 'system':
      return oneLine(content.text);
    case 'template':
      return oneLine(content.text);
    case 'placeholder':
      return 'Photo or file';
    case 'unsupported':
      return 'Something Switchboard cannot show yet';
  }
}

/** What a search by text looks at. */
export function searchTextOf(content: MessageContent): string | undefined {
  const text = (() => {
    switch (content.kind) {
      case 'text':
      case 'template':
      case 'flow':
        return content.text;
      case 'media':
        return [content.caption, content.media.filename].filter(Boolean).join(' ');
      case 'location':
        return [content.name, content.address].filter(Boolean).join(' ');
      case 'contacts':
        return content.contacts.map((contact) => contact.name).join(' ');
      case 'choice':
        return content.title;
      case 'order':
        return content.text ?? '';
      default:
        return '';
    }
  })();
  // An index key has a bound, and nobody searches for the end of a very long text.
  return text ? text.slice(0, 2_000) : undefined;
}
