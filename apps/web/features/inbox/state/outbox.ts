import type { MediaDto, MessageContent, MessageDto, SendMessageRequest } from '@switchboard/contracts';
import type { ApiError } from '@/lib/apiError';

/** A reaction is a mark on another message, and not one of its own. */
export type SendableRequest = Exclude<SendMessageRequest, { type: 'reaction' }>;

/** A message on its way to the API, until the API's own version of it arrives. */
export interface OutboxItem {
  clientId: string;
  conversationId: string;
  request: SendableRequest;
  /**
   * `waiting`: for a connection or for the message before it; sent automatically. `failed`: refused by the API, or too
   * old.
   */
  state: 'sending' | 'waiting' | 'failed';
  problem: ApiError | null;
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

/** A message as shown before the API knows it. */
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
    // After everything the server knows, in order of sending.
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

export function mediaContent(media: MediaDto, caption: string | undefined): MessageContent {
  return { kind: 'media', media, caption: caption ?? null };
}

export function withOutbox(messages: readonly MessageDto[], outbox: readonly OutboxItem[]): MessageDto[] {
  if (outbox.length === 0) return messages as MessageDto[];
  const arrived = new Set(messages.map(({ clientId }) => clientId));
  return [...messages, ...outbox.filter(({ clientId }) => !arrived.has(clientId)).map(({ message }) => message)];
}

/** An older message may no longer be meant, so it is not sent automatically. */
const GOES_BY_ITSELF_MS = 24 * 60 * 60_000;

/** An item that another tab, or this one before a reload, has left. */
export function takenUp(item: OutboxItem, nowMs: number): OutboxItem {
  if (item.state === 'failed') return item;
  const isOld = nowMs - Date.parse(item.message.at) > GOES_BY_ITSELF_MS;
  return { ...item, state: isOld ? 'failed' : 'waiting' };
}

/**
 * Whether a request may have been lost or came at a bad time: it is then repeated with its client id. Every other
 * failure is an answer.
 */
export function isWorthWaiting({ isTransport, status }: Pick<ApiError, 'isTransport' | 'status'>): boolean {
  if (status === null) return isTransport;
  return status === 401 || status === 429 || (status >= 502 && status <= 504);
}

export function withoutArrived(outbox: readonly OutboxItem[], messages: readonly MessageDto[]): readonly OutboxItem[] {
  const arrived = new Set(messages.map(({ clientId }) => clientId));
  const left = outbox.filter(({ clientId }) => !arrived.has(clientId));
  return left.length === outbox.length ? outbox : left;
}

/** A reaction of ours that the API has not confirmed, by message. */
export interface PendingReaction {
  messageId: string;
  emoji: string | null;
}

export function withReaction(message: MessageDto, emoji: string | null): MessageDto {
  const others = message.reactions.filter(({ by }) => by !== 'business');
  return { ...message, reactions: emoji === null ? others : [...others, { by: 'business', emoji }] };
}
