import { changesQuery, changesReply, inboxSummaryReply } from '../inbox/changes.js';
import {
  conversationReply,
  conversationsReply,
  readConversationRequest,
  threadControlReply,
  threadControlRequest,
  unreadConversationRequest,
} from '../inbox/conversation.js';
import { conversationsQuery, searchConversationsRequest } from '../inbox/conversationList.js';
import { messagesQuery, messagesReply } from '../inbox/message.js';
import { decideHeldRequest, retryMessageRequest, sendMessageReply, sendMessageRequest } from '../inbox/sending.js';
import { templatesQuery, templatesReply } from '../inbox/templates.js';
import { endpoint } from './endpoint.js';
import { metaErrors, vaultErrors } from './errors.js';

const conversation = '/api/conversations/:conversationId';
const message = `${conversation}/messages/:messageId` as const;

/** Reading the inbox: which conversations there are, what was said in them, and what has changed since. */
export const inboxEndpoints = {
  conversations: endpoint({
    method: 'GET',
    path: '/api/conversations',
    summary: 'Lists conversations, a page at a time',
    right: 'inbox.read',
    query: conversationsQuery,
    replies: { 200: conversationsReply },
    isHot: true,
    readUnits: 0,
    errors: ['number_not_found'],
  }),
  search: endpoint({
    method: 'POST',
    path: '/api/conversations/search',
    summary: 'Lists the conversations in which words are found',
    right: 'inbox.read',
    body: searchConversationsRequest,
    replies: { 200: conversationsReply },
    isHot: true,
    // A search looks through much that it does not find.
    readUnits: 50,
    errors: ['number_not_found'],
  }),
  conversation: endpoint({
    method: 'GET',
    path: conversation,
    summary: 'Tells how a conversation is',
    right: 'inbox.read',
    replies: { 200: conversationReply },
    errors: ['conversation_not_found'],
  }),
  messages: endpoint({
    method: 'GET',
    path: `${conversation}/messages`,
    summary: 'Lists the messages of a conversation, the latest first asked for',
    right: 'inbox.read',
    query: messagesQuery,
    replies: { 200: messagesReply },
    isHot: true,
    readUnits: 0,
    errors: ['conversation_not_found', 'message_not_found'],
  }),
  markRead: endpoint({
    method: 'POST',
    path: `${conversation}/read`,
    summary: 'Marks messages as read, up to one of them or all',
    right: 'inbox.read',
    body: readConversationRequest,
    bodyIsOptional: true,
    replies: { 200: conversationReply },
    errors: ['conversation_not_found', 'message_not_found'],
  }),
  markUnread: endpoint({
    method: 'POST',
    path: `${conversation}/unread`,
    summary: 'Has the customer’s last message wait to be read again',
    right: 'inbox.read',
    body: unreadConversationRequest,
    bodyIsOptional: true,
    replies: { 200: conversationReply },
    errors: ['conversation_not_found'],
  }),
  summary: endpoint({
    method: 'GET',
    path: '/api/inbox/summary',
    summary: 'Counts what is unread',
    right: 'inbox.read',
    replies: { 200: inboxSummaryReply },
  }),
  changes: endpoint({
    method: 'GET',
    path: '/api/inbox/changes',
    summary: 'Tells what has changed since a number',
    right: 'inbox.read',
    query: changesQuery,
    replies: { 200: changesReply },
    isHot: true,
    readUnits: 0,
  }),
};

/** How sending ends when the request is refused. What Meta refuses later stands in the message itself. */
const refusedToSend = [
  'conversation_not_found',
  'message_not_found',
  'number_not_found',
  'number_disconnected',
  'number_paused',
  'group_not_answerable',
  'window_closed',
  'client_id_used',
  'marketing_opted_out',
  'media_not_found',
  'media_not_ready',
  'media_infected',
  'template_not_found',
  'template_incomplete',
  'reaction_not_possible',
  ...vaultErrors,
  ...metaErrors,
] as const;
const decision = {
  method: 'POST',
  right: 'inbox.write',
  body: decideHeldRequest,
  bodyIsOptional: true,
  replies: { 200: sendMessageReply },
} as const;

/** Writing in conversations. */
export const sendingEndpoints = {
  send: endpoint({
    method: 'POST',
    path: `${conversation}/messages`,
    summary: 'Sends a message. 200: this request was there before, and this is its message',
    right: 'inbox.write',
    body: sendMessageRequest,
    replies: { 201: sendMessageReply, 200: sendMessageReply },
    errors: refusedToSend,
  }),
  retry: endpoint({
    method: 'POST',
    path: `${message}/retry`,
    summary: 'Sends a message that failed once more, as a new one. 200: this request was there before',
    right: 'inbox.write',
    body: retryMessageRequest,
    replies: { 201: sendMessageReply, 200: sendMessageReply },
    errors: [...refusedToSend, 'message_not_retryable'],
  }),
  release: endpoint({
    ...decision,
    path: `${message}/release`,
    summary: 'Sends a message that waits for a decision to the customer’s address of today',
    errors: ['conversation_not_found', 'message_not_found', 'message_not_held', 'window_closed'],
  }),
  withhold: endpoint({
    ...decision,
    path: `${message}/withhold`,
    summary: 'Says that a message that waits for a decision is not sent',
    errors: ['conversation_not_found', 'message_not_found', 'message_not_held'],
  }),
  controlThread: endpoint({
    method: 'POST',
    path: `${conversation}/thread-control`,
    summary: 'Takes a conversation over from who answers it, or hands it back',
    right: 'inbox.takeOver',
    body: threadControlRequest,
    replies: { 200: threadControlReply },
    errors: [
      'conversation_not_found',
      'number_not_found',
      'number_disconnected',
      'number_paused',
      'group_not_answerable',
      'nothing_to_hand_back',
      'take_over_refused',
      ...vaultErrors,
      ...metaErrors,
    ],
  }),
  templates: endpoint({
    method: 'GET',
    path: '/api/templates',
    summary: 'Lists the templates that a number may send',
    right: 'inbox.read',
    query: templatesQuery,
    replies: { 200: templatesReply },
    isHot: true,
    errors: ['number_not_found', 'number_disconnected', 'number_paused', ...vaultErrors, ...metaErrors],
  }),
};
