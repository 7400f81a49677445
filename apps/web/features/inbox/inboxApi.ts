import {
  type ChangesReply,
  changesReply,
  conversationReply,
  conversationsReply,
  inboxSummaryReply,
  type MessageDto,
  messagesReply,
  quarantineReply,
  type SendMessageRequest,
  safeLine,
  sendMessageReply,
  type ThreadControlRequest,
  templatesReply,
  threadControlReply,
  uploadReply,
} from '@switchboard/contracts';
import { api } from '@/lib/api';
import { type ListFilter, listQuery, searchOf } from './state/conversationList';
import type { MessagesAsked } from './state/threadState';

export const LIST_PAGE = 60;
export const MESSAGES_PAGE = 50;

/** A request of somebody else's making may take as long as the API waits for Meta. */
const META_TIMEOUT_MS = 60_000;

const at = (conversationId: string) => `/conversations/${encodeURIComponent(conversationId)}`;

export const loadConversations = (filter: ListFilter, cursor: string | null, signal?: AbortSignal) =>
  filter.search === ''
    ? api.get(`/conversations?${listQuery(filter, cursor, LIST_PAGE)}`, conversationsReply, { signal })
    : api.post('/conversations/search', conversationsReply, searchOf(filter, cursor, LIST_PAGE), { signal });

export const loadConversation = async (conversationId: string) =>
  (await api.get(at(conversationId), conversationReply)).conversation;

/** @param around The message to read around, when that is what was asked for; `unread`: the first that nobody has read. */
export function loadMessages(conversationId: string, asked: MessagesAsked, around?: string) {
  const query = new URLSearchParams({ limit: String(MESSAGES_PAGE) });
  if (asked.kind === 'before') query.set('before', asked.before);
  if (asked.kind === 'around' && around !== undefined) query.set('around', around);
  return api.get(`${at(conversationId)}/messages?${query}`, messagesReply);
}

export const sendMessage = async (conversationId: string, request: SendMessageRequest): Promise<MessageDto> =>
  (await api.post(`${at(conversationId)}/messages`, sendMessageReply, request, { timeoutMs: META_TIMEOUT_MS })).message;

export const retryMessage = async ({ id, conversationId }: MessageDto, clientId: string): Promise<MessageDto> =>
  (
    await api.post(
      `${at(conversationId)}/messages/${encodeURIComponent(id)}/retry`,
      sendMessageReply,
      { clientId },
      { timeoutMs: META_TIMEOUT_MS },
    )
  ).message;

/** Of a message that waits for a person: it goes to the customer's new address, or is not sent. */
export const decideHeld = async (
  { id, conversationId }: MessageDto,
  decision: 'release' | 'withhold',
): Promise<MessageDto> =>
  (
    await api.post(
      `${at(conversationId)}/messages/${encodeURIComponent(id)}/${decision}`,
      sendMessageReply,
      {},
      { timeoutMs: META_TIMEOUT_MS },
    )
  ).message;

/** @param upTo The last message that was seen; left out, everything. */
export const markRead = async (conversationId: string, upTo?: string) =>
  (await api.post(`${at(conversationId)}/read`, conversationReply, upTo === undefined ? {} : { upTo })).conversation;

export const markUnread = async (conversationId: string) =>
  (await api.post(`${at(conversationId)}/unread`, conversationReply, {})).conversation;

export const controlThread = async (conversationId: string, action: ThreadControlRequest['action']) =>
  (
    await api.post(
      `${at(conversationId)}/thread-control`,
      threadControlReply,
      { action },
      { timeoutMs: META_TIMEOUT_MS },
    )
  ).conversation;

export const loadSummary = () => api.get('/inbox/summary', inboxSummaryReply);

export const loadChanges = (since: number): Promise<ChangesReply> =>
  api.get(`/inbox/changes?since=${since}`, changesReply);

export const uploadMedia = (
  file: File,
  contentType: string,
  options: { onProgress: (share: number) => void; signal: AbortSignal },
) => {
  const name = safeLine(file.name, 240) || 'file';
  return api.upload({ path: '/media', file, name, contentType, reply: uploadReply, ...options });
};

export const loadMedia = (mediaId: string, signal?: AbortSignal) =>
  api.blob(`/media/${encodeURIComponent(mediaId)}`, { signal });

export const loadTemplates = async (phoneNumberId: string, signal?: AbortSignal) =>
  (
    await api.get(`/templates?phoneNumberId=${encodeURIComponent(phoneNumberId)}`, templatesReply, {
      signal,
      timeoutMs: META_TIMEOUT_MS,
    })
  ).templates;

export const loadQuarantine = (signal?: AbortSignal) => api.get('/quarantine', quarantineReply, { signal });
export const replayQuarantine = () =>
  api.post('/quarantine/replay', quarantineReply, undefined, { timeoutMs: META_TIMEOUT_MS });
