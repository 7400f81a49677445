import {
  type ChangesReply,
  inboxEndpoints,
  type MessageDto,
  mediaEndpoints,
  quarantineEndpoints,
  type SendMessageRequest,
  safeLine,
  sendingEndpoints,
  type ThreadControlRequest,
  uploadReply,
} from '@switchboard/contracts';
import { z } from 'zod';
import { api } from '@/lib/api';
import { toPath } from '@/lib/callEndpoint';
import { httpUpload } from '@/lib/http';
import { type ListFilter, listQuery, toSearch } from './state/conversationList';
import type { MessagesAsked } from './state/threadState';

export const LIST_PAGE = 60;
export const MESSAGES_PAGE = 50;

/** A request of somebody else's making may take as long as the API waits for Meta. */
const slow = { timeoutMs: 60_000 };

export const loadConversations = (filter: ListFilter, cursor: string | null, signal?: AbortSignal) =>
  filter.search === ''
    ? api.call(inboxEndpoints.conversations, { query: listQuery(filter, cursor, LIST_PAGE) }, { signal })
    : api.call(inboxEndpoints.search, { body: toSearch(filter, cursor, LIST_PAGE) }, { signal });

export const loadConversation = async (conversationId: string) =>
  (await api.call(inboxEndpoints.conversation, { params: { conversationId } })).conversation;

/** @param around The message to read around, when that is what was asked for; `unread`: the first that nobody has read. */
export function loadMessages(conversationId: string, asked: MessagesAsked, around?: string) {
  const query = {
    limit: MESSAGES_PAGE,
    before: asked.kind === 'before' ? asked.before : undefined,
    around: asked.kind === 'around' ? around : undefined,
  };
  return api.call(inboxEndpoints.messages, { params: { conversationId }, query });
}

export const sendMessage = async (conversationId: string, body: SendMessageRequest): Promise<MessageDto> =>
  (await api.call(sendingEndpoints.send, { params: { conversationId }, body }, slow)).message;

export const retryMessage = async (
  { id: messageId, conversationId }: MessageDto,
  clientId: string,
): Promise<MessageDto> =>
  (await api.call(sendingEndpoints.retry, { params: { conversationId, messageId }, body: { clientId } }, slow)).message;

/** Of a message that waits for a person: it goes to the customer's new address, or is not sent. */
export const decideHeld = async (
  { id: messageId, conversationId }: MessageDto,
  decision: 'release' | 'withhold',
): Promise<MessageDto> =>
  (await api.call(sendingEndpoints[decision], { params: { conversationId, messageId }, body: {} }, slow)).message;

/** @param upTo The last message that was seen; left out, everything. */
export const markRead = async (conversationId: string, upTo?: string) =>
  (await api.call(inboxEndpoints.markRead, { params: { conversationId }, body: { upTo } })).conversation;

export const markUnread = async (conversationId: string) =>
  (await api.call(inboxEndpoints.markUnread, { params: { conversationId }, body: {} })).conversation;

export const controlThread = async (conversationId: string, action: ThreadControlRequest['action']) =>
  (await api.call(sendingEndpoints.controlThread, { params: { conversationId }, body: { action } }, slow)).conversation;

export const loadSummary = () => api.call(inboxEndpoints.summary);

export const loadChanges = (since: number): Promise<ChangesReply> =>
  api.call(inboxEndpoints.changes, { query: { since } });

/** Each try has a ticket of its own: one is used up by the request that shows it. A storage of files answers nothing of ours. */
export async function uploadMedia(
  file: File,
  type: string,
  { onProgress, signal }: { onProgress: (share: number) => void; signal: AbortSignal },
) {
  const body = { name: safeLine(file.name, 240) || 'file', type, size: file.size };
  const { upload: target, mustComplete, ticketId } = await api.call(mediaEndpoints.ticket, { body }, { signal });
  if (!mustComplete) return httpUpload({ target, file, reply: uploadReply, onProgress, signal });
  await httpUpload({ target, file, reply: z.unknown(), onProgress, signal });
  return api.call(mediaEndpoints.completeUpload, { params: { ticketId } }, { signal, ...slow });
}

export const loadMedia = (mediaId: string, signal?: AbortSignal) =>
  api.blob(toPath(mediaEndpoints.download, { params: { mediaId } }), { signal });

export const loadTemplates = async (phoneNumberId: string, signal?: AbortSignal) =>
  (await api.call(sendingEndpoints.templates, { query: { phoneNumberId } }, { signal, ...slow })).templates;

export const loadQuarantine = (signal?: AbortSignal) => api.call(quarantineEndpoints.summary, {}, { signal });
export const replayQuarantine = () => api.call(quarantineEndpoints.replay, {}, slow);
