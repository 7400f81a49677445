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
  searchConversationsRequest,
  unreadConversationRequest,
} from '@switchboard/contracts';
import { type RequestHandler, Router } from 'express';
import { may } from '../accounts/policy.js';
import { type HeavyRead, principalOf, type RequireMay } from '../accounts/requireMay.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { sendReply } from '../platform/sendReply.js';
import type { ChangeService } from './change.service.js';
import type { ConversationService } from './conversation.service.js';

export interface ConversationRoutesDeps {
  conversations: ConversationService;
  writing: readonly Router[];
  requireMay: RequireMay;
  heavyRead: HeavyRead;
  events: DomainEvents;
}

/** Reading: `GET /api/conversations`, `POST …/search`, `GET …/:id`, `…/:id/messages`, and `POST …/:id/read` and `…/:id/unread`. */
export function conversationRoutes(deps: ConversationRoutesDeps): Router {
  const { conversations, writing, requireMay, heavyRead, events } = deps;
  const router = Router();
  const mayRead = requireMay('inbox.read');
  for (const routes of writing) router.use('/', routes);
  // A search may read much that it does not find.
  const [reading, searching] = [heavyRead(), heavyRead(50)];
  const ofOne: RequestHandler<{ conversationId: string }> = (req, res, next) => reading(req, res, next);
  router.get('/', mayRead, reading, async (req, res) => {
    const page = await conversations.list(principalOf(res).accountId, conversationsQuery.parse(req.query));
    sendReply(res, conversationsReply, { success: true, ...page });
  });
  router.post('/search', mayRead, searching, async (req, res) => {
    const page = await conversations.list(principalOf(res).accountId, searchConversationsRequest.parse(req.body));
    sendReply(res, conversationsReply, { success: true, ...page });
  });
  router.get('/:conversationId', mayRead, async (req, res) => {
    const record = await conversations.find(principalOf(res).accountId, req.params.conversationId);
    res.json(conversationReply.parse({ success: true, conversation: conversations.dto(record) }));
  });
  router.get('/:conversationId/messages', mayRead, ofOne, async (req, res) => {
    const query = messagesQuery.parse(req.query);
    const page = await conversations.messages(principalOf(res).accountId, req.params.conversationId, query);
    sendReply(res, messagesReply, { success: true, ...page });
  });
  router.post('/:conversationId/read', mayRead, async (req, res) => {
    const { upTo } = readConversationRequest.parse(req.body ?? {});
    const record = await conversations.markRead(principalOf(res).accountId, req.params.conversationId, upTo);
    events.emit('conversation.opened', { accountId: record.accountId, conversationId: record._id, upTo });
    res.json(conversationReply.parse({ success: true, conversation: conversations.dto(record) }));
  });
  router.post('/:conversationId/unread', mayRead, async (req, res) => {
    unreadConversationRequest.parse(req.body ?? {});
    const record = await conversations.markUnread(principalOf(res).accountId, req.params.conversationId);
    res.json(conversationReply.parse({ success: true, conversation: conversations.dto(record) }));
  });
  return router;
}

export interface InboxRoutesDeps {
  changes: ChangeService;
  requireMay: RequireMay;
  heavyRead: HeavyRead;
  /** How many updates of Meta wait for a number of the account. */
  quarantined: (accountId: string) => Promise<number>;
}

/** What the whole inbox has to say: `GET /api/inbox/summary`, `GET /api/inbox/changes`. */
export function inboxRoutes({ changes, requireMay, heavyRead, quarantined }: InboxRoutesDeps): Router {
  const router = Router();
  router.get('/summary', requireMay('inbox.read'), async (_req, res) => {
    const principal = principalOf(res);
    const { accountId } = principal;
    const seq = await changes.latestSeq(accountId);
    const [unreadConversations, waiting] = await Promise.all([
      changes.unreadConversations(accountId),
      may(principal, 'quarantine.read') ? quarantined(accountId) : 0,
    ]);
    res.json(inboxSummaryReply.parse({ success: true, unreadConversations, quarantined: waiting, seq }));
  });
  router.get('/changes', requireMay('inbox.read'), heavyRead(), async (req, res) => {
    const { since } = changesQuery.parse(req.query);
    sendReply(res, changesReply, { success: true, ...(await changes.since(principalOf(res).accountId, since)) });
  });
  return router;
}
