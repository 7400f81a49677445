import type { MediaDto, MessageContent, MessageDto, SendMessageRequest } from '@switchboard/contracts';
import type { ApiError } from '@/lib/apiError';

/** What can be sent as a message of its own; a reaction is a mark on another one. */
export type SendableRequest = Exclude<SendMessageRequest, { type: 'reaction' }>;

/** A message on its way to the API, kept in this browser. It leaves when the API's own version of it is there. */
export interface OutboxItem {
  clientId: string;
  conversationId: string;
  request: SendableRequest;
  /** `waiting`: for a connection, or for the one before it; goes by itself. `failed`: the API refused it, or it is too old. */
  state: 'sending' | 'waiting' | 'failed';
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

/** What was written longer ago than this may not be meant any more: it is not sent by itself. */
const GOES_BY_ITSELF_MS = 24 * 60 * 60_000;

/** An item that another page, or this one before it was loaded anew, has left behind. */
export function takenUp(item: OutboxItem, nowMs: number): OutboxItem {
  if (item.state === 'failed') return item;
  const isOld = nowMs - Date.parse(item.message.at) > GOES_BY_ITSELF_MS;
  return { ...item, state: isOld ? 'failed' : 'waiting' };
}

/**
 * Whether a request may have been lost on the way, or came at a bad time: then it is tried again, with the same client id.
 * Everything else is an answer.
 */
export function isWorthWaiting({ isTransport, status }: Pick<ApiError, 'isTransport' | 'status'>): boolean {
  if (status === null) return isTransport;
  return status === 401 || status === 429 || (status >= 502 && status <= 504);
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
