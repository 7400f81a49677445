import {
  changesQuery,
  changesReply,
  conversationReply,
  conversationsQuery,
  conversationsReply,
  inboxSummaryReply,
  messagesQuery,
  messagesReply,
  readConversationRequest,
  unreadConversationRequest,
} from '@switchboard/contracts';
import { Router } from 'express';
import { type RequireAuth, signedOf } from '../accounts/requireAuth.js';
import type { ChangeService } from './change.service.js';
import type { ConversationRecord } from './conversation.model.js';
import type { ConversationService } from './conversation.service.js';

export interface ConversationRoutesDeps {
  conversations: ConversationService;
  /** Writing in them. */
  writing: readonly Router[];
  requireAuth: RequireAuth;
  /** Somebody of the team has looked at a conversation, up to this message or to its end: the customer may be shown that. */
  onOpened: (conversation: ConversationRecord, upTo?: string) => void;
}

/** Reading: `GET /api/conversations`, `…/:id`, `…/:id/messages`, and `POST …/:id/read` and `…/:id/unread`. */
export function conversationRoutes({ conversations, writing, requireAuth, onOpened }: ConversationRoutesDeps): Router {
  const router = Router();
  router.use(requireAuth);
  for (const routes of writing) router.use('/', routes);
  router.get('/', async (req, res) => {
    const page = await conversations.list(signedOf(res).accountId, conversationsQuery.parse(req.query));
    res.json(conversationsReply.parse({ success: true, ...page }));
  });
  router.get('/:conversationId', async (req, res) => {
    const record = await conversations.find(signedOf(res).accountId, req.params.conversationId);
    res.json(conversationReply.parse({ success: true, conversation: conversations.dto(record) }));
  });
  router.get('/:conversationId/messages', async (req, res) => {
    const query = messagesQuery.parse(req.query);
    const page = await conversations.messages(signedOf(res).accountId, req.params.conversationId, query);
    res.json(messagesReply.parse({ success: true, ...page }));
  });
  router.post('/:conversationId/read', async (req, res) => {
    const { upTo } = readConversationRequest.parse(req.body ?? {});
    const record = await conversations.markRead(signedOf(res).accountId, req.params.conversationId, upTo);
    onOpened(record, upTo);
    res.json(conversationReply.parse({ success: true, conversation: conversations.dto(record) }));
  });
  router.post('/:conversationId/unread', async (req, res) => {
    unreadConversationRequest.parse(req.body ?? {});
    const record = await conversations.markUnread(signedOf(res).accountId, req.params.conversationId);
    res.json(conversationReply.parse({ success: true, conversation: conversations.dto(record) }));
  });
  return router;
}

export interface InboxRoutesDeps {
  changes: ChangeService;
  requireAuth: RequireAuth;
  /** How many updates of Meta wait for a number of the account. */
  quarantined: (accountId: string) => Promise<number>;
}

/** What the whole inbox has to say: `GET /api/inbox/summary`, `GET /api/inbox/changes`. */
export function inboxRoutes({ changes, requireAuth, quarantined }: InboxRoutesDeps): Router {
  const router = Router();
  router.use(requireAuth);
  router.get('/summary', async (_req, res) => {
    const { accountId, role } = signedOf(res);
    const seq = await changes.latestSeq(accountId);
    const [unreadConversations, waiting] = await Promise.all([
      changes.unreadConversations(accountId),
      role === 'owner' ? quarantined(accountId) : 0,
    ]);
    res.json(inboxSummaryReply.parse({ success: true, unreadConversations, quarantined: waiting, seq }));
  });
  router.get('/changes', async (req, res) => {
    const { since } = changesQuery.parse(req.query);
    res.json(changesReply.parse({ success: true, ...(await changes.since(signedOf(res).accountId, since)) }));
  });
  return router;
}
