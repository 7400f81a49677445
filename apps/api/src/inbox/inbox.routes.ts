import { inboxEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { Mount } from '../accounts/mount.js';
import { may } from '../accounts/policy.js';
import { getPrincipal } from '../accounts/requireMay.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { done } from '../platform/endpoint.js';
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
    ...done,
    ...(await conversations.list(getPrincipal(res).accountId, query)),
  }));
  mount(router, inboxEndpoints.search, async ({ body, res }) => ({
    ...done,
    ...(await conversations.list(getPrincipal(res).accountId, body)),
  }));
  mount(router, inboxEndpoints.conversation, async ({ params, res }) => {
    const record = await conversations.find(getPrincipal(res).accountId, params.conversationId);
    return { ...done, conversation: conversations.dto(record) };
  });
  mount(router, inboxEndpoints.messages, async ({ params, query, res }) => ({
    ...done,
    ...(await conversations.messages(getPrincipal(res).accountId, params.conversationId, query)),
  }));
  mount(router, inboxEndpoints.markRead, async ({ params, body: { upTo }, res }) => {
    const record = await conversations.markRead(getPrincipal(res).accountId, params.conversationId, upTo);
    events.emit('conversation.opened', { accountId: record.accountId, conversationId: record._id, upTo });
    return { ...done, conversation: conversations.dto(record) };
  });
  mount(router, inboxEndpoints.markUnread, async ({ params, res }) => {
    const record = await conversations.markUnread(getPrincipal(res).accountId, params.conversationId);
    return { ...done, conversation: conversations.dto(record) };
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
    const principal = getPrincipal(res);
    const { accountId } = principal;
    const seq = await changes.latestSeq(accountId);
    const [unreadConversations, waiting] = await Promise.all([
      changes.unreadConversations(accountId),
      may(principal, 'quarantine.read') ? quarantined(accountId) : 0,
    ]);
    return { ...done, unreadConversations, quarantined: waiting, seq };
  });
  mount(router, inboxEndpoints.changes, async ({ query: { since }, res }) => ({
    ...done,
    ...(await changes.since(getPrincipal(res).accountId, since)),
  }));
  return router;
}
