import type { MediaDto, MessageContent, MessageDto, SendMessageRequest } from '@switchboard/contracts';
import type { ApiError } from '@/lib/apiError';

/** What can be sent as a message of its own; a reaction is a mark on another one. */
export type SendableRequest = Exclude<SendMessageRequest, { type: 'reaction' }>;

/** A message on its way to the API. It leaves when the API's own version of it is there. */
export interface OutboxItem {
  clientId: string;
  conversationId: string;
  request: SendableRequest;
  /** `failed`: nobody knows it but this browser, or the API refused it. */
  state: 'sending' | 'failed';
  problem: ApiError | null;
  /** How it looks in the thread until then. */
  message: MessageDto;
}

interface DraftMessage {
  request: SendableRequest;
  conversationId: string;
  phoneNumberId: string;
  author: { userId: string; name: string };
  at: string;
  content: MessageContent;
  replyTo: MessageDto['replyTo'];
}

/** How a message looks before the API has seen it. */
export function queuedMessage(draft: DraftMessage): MessageDto {
  const { request, conversationId, phoneNumberId, author, at, content, replyTo } = draft;
  return {
    id: `new_${request.clientId}`,
    conversationId,
    phoneNumberId,
    direction: 'out',
    origin: 'switchboard',
    author,
    sender: null,
    standby: false,
    at,
    // After everything the server knows; among themselves in the order of sending.
    sortKey: `~${at}`,
    content,
    replyTo,
    forwarded: 'no',
    referral: null,
    product: null,
    reactions: [],
    edited: false,
    deleted: false,
    deletedBy: null,
    status: 'queued',
    statusTimes: { sent: null, delivered: null, read: null, failed: null },
    problem: null,
    nextTryAt: null,
    held: null,
    retryOf: null,
    clientId: request.clientId,
    revision: 0,
  };
}

/** What a request says, in the form in which messages are shown. */
export function mediaContent(media: MediaDto, caption: string | undefined): MessageContent {
  return { kind: 'media', media, caption: caption ?? null };
}

/** The thread's messages, then what is on its way and not among them yet. */
export function withOutbox(messages: readonly MessageDto[], outbox: readonly OutboxItem[]): MessageDto[] {
  if (outbox.length === 0) return messages as MessageDto[];
  const arrived = new Set(messages.map(({ clientId }) => clientId));
  return [...messages, ...outbox.filter(({ clientId }) => !arrived.has(clientId)).map(({ message }) => message)];
}

/** What is still on its way once these messages of the API are known. */
export function withoutArrived(outbox: readonly OutboxItem[], messages: readonly MessageDto[]): readonly OutboxItem[] {
  const arrived = new Set(messages.map(({ clientId }) => clientId));
  const left = outbox.filter(({ clientId }) => !arrived.has(clientId));
  return left.length === outbox.length ? outbox : left;
}

/** A reaction of ours that the API has not confirmed, by the message it is on. */
export interface PendingReaction {
  messageId: string;
  emoji: string | null;
}

/** The message as it looks with a reaction of ours. */
export function withReaction(message: MessageDto, emoji: string | null): MessageDto {
  const others = message.reactions.filter(({ by }) => by !== 'business');
  return { ...message, reactions: emoji === null ? others : [...others, { by: 'business', emoji }] };
}
