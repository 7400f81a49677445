import type { ConversationDto, MessageContent, MessageDto } from '@switchboard/contracts';
import { windowClosesAt } from '@switchboard/graph';
import { callPreview } from './calls/callWords.js';
import type { ConversationRecord } from './conversation.model.js';
import { previewLength, searchedLength } from './limits.js';
import type { MessageRecord, StoredQuote } from './message.model.js';
import { toOptOutDtos } from './preferences/preference.dto.js';
import { handoverPreview } from './responders/handoverWords.js';
import { toResponderDto } from './responders/responder.dto.js';

const iso = (date: Date | undefined | null) => date?.toISOString() ?? null;

/** Names every field that may leave. */
export function toMessageDto(record: MessageRecord): MessageDto {
  const { statusTimes, replyTo } = record;
  return {
    id: record._id,
    conversationId: record.conversationId,
    phoneNumberId: record.phoneNumberId,
    direction: record.direction,
    origin: record.origin,
    author: record.author ?? null,
    sender: toSenderDto(record.sender),
    standby: record.isStandby ?? false,
    at: record.at.toISOString(),
    sortKey: record.sortKey,
    content: record.content,
    replyTo: replyTo ? toQuoteDto(replyTo) : null,
    forwarded: record.forwarded ?? 'no',
    referral: record.referral ?? null,
    product: record.product ?? null,
    reactions: (record.reactions ?? []).flatMap(({ by, emoji }) => (emoji === null ? [] : [{ by, emoji }])),
    edited: record.editedAt !== undefined,
    deleted: record.deletedAt !== undefined,
    deletedBy: toDeletedBy(record),
    status: record.status,
    statusTimes: {
      sent: iso(statusTimes?.sent),
      delivered: iso(statusTimes?.delivered),
      read: iso(statusTimes?.read),
      failed: iso(statusTimes?.failed),
    },
    problem: record.problem ?? null,
    nextTryAt: iso(record.nextTryAt),
    held: record.held ? { ...record.held, reason: record.held.reason ?? 'address' } : null,
    retryOf: record.retryOf ?? null,
    clientId: record.clientId ?? null,
    revision: record.revision,
  };
}

const toQuoteDto = ({ id, preview, direction, author }: StoredQuote): MessageDto['replyTo'] => ({
  id,
  preview,
  direction,
  ...(author ? { author: { userId: author.userId, name: author.name } } : {}),
});

const toDeletedBy = ({ deletedAt, deletedBy, direction }: MessageRecord): MessageDto['deletedBy'] => {
  if (deletedAt === undefined) return null;
  return deletedBy ?? (direction === 'in' ? 'customer' : 'business');
};

/** Names every field that may leave. */
export function toConversationDto(record: ConversationRecord): ConversationDto {
  const { lastMessage } = record;
  return {
    id: record._id,
    phoneNumberId: record.phoneNumberId,
    kind: record.isGroup ? 'group' : 'person',
    responder: toResponderDto(record.responder),
    optOuts: toOptOutDtos(record.preferences),
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
          sentBy: lastMessage.sentBy ?? null,
          sender: toSenderDto(lastMessage.sender),
        }
      : null,
    unread: record.unread,
    windowClosesAt: iso(windowClosesAt(record.lastInboundAt)),
    revision: record.revision,
  };
}

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

const toSenderDto = (sender: MessageRecord['sender']): MessageDto['sender'] =>
  sender ? { name: sender.name ?? null, phone: sender.waId ? `+${sender.waId}` : null } : null;

/** Without markup. */
export function toPreview(content: MessageContent): string {
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
    case 'call':
      return callPreview(content);
    case 'call_permission':
      return content.allowed ? 'Allows calls' : 'Does not allow calls';
    case 'handover':
      return oneLine(handoverPreview(content));
    case 'placeholder':
      return 'Photo or file';
    case 'unsupported':
      return 'Something Switchboard cannot show yet';
  }
}

export const deletedPreview = 'Deleted message';

export const toShownPreview = ({ content, deletedAt }: Pick<MessageRecord, 'content' | 'deletedAt'>): string =>
  deletedAt === undefined ? toPreview(content) : deletedPreview;

export const toSearchedText = ({
  content,
  deletedAt,
}: Pick<MessageRecord, 'content' | 'deletedAt'>): string | undefined =>
  deletedAt === undefined ? toSearchText(content) : undefined;

export function toSearchText(content: MessageContent): string | undefined {
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
  return text ? text.slice(0, searchedLength) : undefined;
}
