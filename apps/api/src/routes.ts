import type { RequestHandler, Router } from 'express';
import type { Capabilities } from './capabilities.js';
import type { Config } from './config.js';
import { deletionRoutes, metaCallbackRoutes } from './deletion/metaCallbacks.routes.js';
import { conversationRoutes, inboxRoutes } from './inbox/inbox.routes.js';
import { mediaRoutes, uploadTicketRoutes } from './inbox/media/media.routes.js';
import { allowUploads } from './inbox/media/uploadOrigin.js';
import { threadControlRoutes } from './inbox/responders/threadControl.routes.js';
import { messagesRoutes } from './inbox/sending/messages.routes.js';
import { templatesRoutes } from './inbox/templates/templates.routes.js';
import { healthHistoryRoutes } from './monitoring/health.routes.js';
import { toImprint } from './operator/imprint.js';
import { imprintRoutes } from './operator/imprint.routes.js';
import { operatorRoutes } from './operator/operator.routes.js';
import type { Clock } from './platform/clock.js';
import type { Metrics } from './platform/metrics.js';
import type { Limits, RateLimits } from './platform/rateLimits.js';
import { referenceRoutes } from './reference/reference.routes.js';
import { quarantineRoutes } from './webhooks/quarantine.routes.js';
import { webhookRoutes } from './webhooks/webhook.routes.js';

export interface RoutesDeps {
  config: Config;
  rateLimits: RateLimits;
  limits: Limits;
  metrics: Metrics;
  clock: Clock;
}

/** Every route of the API. Meta's deliveries are answered before them. */
export function createRoutes(
  capabilities: Capabilities,
  deps: RoutesDeps,
): { crossOrigin: RequestHandler; raw: Router[]; json: Router[] } {
  const { events, people, alerting, realtime, inbox, sending, webhooks } = capabilities;
  const { numbering, disconnecting, connecting, connectionHistory, watching, deletions } = capabilities;
  const { unknownCodes, givenUp, uploadTickets, readiness } = capabilities;
  const { config, rateLimits, limits, metrics, clock } = deps;
  const { META_APP_SECRET: appSecret, FRONTEND_URL: frontendUrl } = config;
  const { accounts, mount, operatorReset } = people;
  const { removals } = disconnecting;
  const { funnel } = connectionHistory;
  return {
    crossOrigin: allowUploads(frontendUrl),
    raw: [
      webhookRoutes(config.META_WEBHOOK_VERIFY_TOKEN, mount),
      metaCallbackRoutes({ appSecret, frontendUrl, removals, deletions, mount, metrics, clock }),
      deletionRoutes(deletions, rateLimits, mount),
      mediaRoutes(sending.media, uploadTickets, mount),
    ],
    json: [
      people.routes.auth,
      people.routes.secondFactor,
      people.routes.account,
      people.routes.invitations,
      numbering.routes.numbers,
      connecting.routes.handovers,
      connecting.routes.handover,
      connecting.routes.oauth,
      disconnecting.routes,
      connectionHistory.routes,
      healthHistoryRoutes(watching.health, mount),
      alerting.routes,
      numbering.routes.settings,
      numbering.routes.notices,
      uploadTicketRoutes(uploadTickets, mount),
      messagesRoutes(sending.send, sending.held, mount),
      threadControlRoutes(sending.threadControl, mount),
      conversationRoutes({ conversations: inbox.conversations, mount, events }),
      templatesRoutes(sending.templates, mount),
      inboxRoutes({
        changes: inbox.changes,
        mount,
        quarantined: async (accountId) => (await webhooks.quarantine.summary(accountId)).waiting,
      }),
      quarantineRoutes(webhooks.quarantine, mount),
      connecting.routes.hosted,
      operatorRoutes({ mount, accounts, funnel, unknownCodes, operatorReset, givenUp, readiness }),
      imprintRoutes(toImprint(config), mount),
      realtime.routes,
      referenceRoutes(mount, limits),
    ],
  };
}
