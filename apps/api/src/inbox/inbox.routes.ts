import { inboxEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { Mount } from '../accounts/mount.js';
import { may } from '../accounts/policy.js';
import { principalOf } from '../accounts/requireMay.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import type { ChangeService } from './change.service.js';
import type { ConversationService } from './conversation.service.js';

export interface ConversationRoutesDeps {
  conversations: ConversationService;
  mount: Mount;
  events: DomainEvents;
}

/** Reading conversations, and marking them as read or unread. */
export function conversationRoutes({ conversations, mount, events }: ConversationRoutesDeps): Router {
  const router = Router();
  mount(router, inboxEndpoints.conversations, async ({ query, res }) => ({
    success: true,
    ...(await conversations.list(principalOf(res).accountId, query)),
  }));
  mount(router, inboxEndpoints.search, async ({ body, res }) => ({
    success: true,
    ...(await conversations.list(principalOf(res).accountId, body)),
  }));
  mount(router, inboxEndpoints.conversation, async ({ params, res }) => {
    const record = await conversations.find(principalOf(res).accountId, params.conversationId);
    return { success: true, conversation: conversations.dto(record) };
  });
  mount(router, inboxEndpoints.messages, async ({ params, query, res }) => ({
    success: true,
    ...(await conversations.messages(principalOf(res).accountId, params.conversationId, query)),
  }));
  mount(router, inboxEndpoints.markRead, async ({ params, body: { upTo }, res }) => {
    const record = await conversations.markRead(principalOf(res).accountId, params.conversationId, upTo);
    events.emit('conversation.opened', { accountId: record.accountId, conversationId: record._id, upTo });
    return { success: true, conversation: conversations.dto(record) };
  });
  mount(router, inboxEndpoints.markUnread, async ({ params, res }) => {
    const record = await conversations.markUnread(principalOf(res).accountId, params.conversationId);
    return { success: true, conversation: conversations.dto(record) };
  });
  return router;
}

export interface InboxRoutesDeps {
  changes: ChangeService;
  mount: Mount;
  /** How many updates of Meta wait for a number of the account. */
  quarantined: (accountId: string) => Promise<number>;
}

/** What the whole inbox has to say. */
export function inboxRoutes({ changes, mount, quarantined }: InboxRoutesDeps): Router {
  const router = Router();
  mount(router, inboxEndpoints.summary, async ({ res }) => {
    const principal = principalOf(res);
    const { accountId } = principal;
    const seq = await changes.latestSeq(accountId);
    const [unreadConversations, waiting] = await Promise.all([
      changes.unreadConversations(accountId),
      may(principal, 'quarantine.read') ? quarantined(accountId) : 0,
    ]);
    return { success: true, unreadConversations, quarantined: waiting, seq };
  });
  mount(router, inboxEndpoints.changes, async ({ query: { since }, res }) => ({
    success: true,
    ...(await changes.since(principalOf(res).accountId, since)),
  }));
  return router;
}
