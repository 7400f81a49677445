import type { Capabilities } from './capabilities.js';
import type { Config } from './config.js';
import { deletionRoutes, metaCallbackRoutes } from './deletion/metaCallbacks.routes.js';
import type { Mounts } from './http.js';
import { conversationRoutes, inboxRoutes } from './inbox/inbox.routes.js';
import { mediaRoutes } from './inbox/media/media.routes.js';
import { threadControlRoutes } from './inbox/responders/threadControl.routes.js';
import { messagesRoutes } from './inbox/sending/messages.routes.js';
import { templatesRoutes } from './inbox/templates/templates.routes.js';
import { operatorRoutes } from './operator/operator.routes.js';
import type { Clock } from './platform/clock.js';
import type { Metrics } from './platform/metrics.js';
import type { RateLimits } from './platform/rateLimits.js';
import { healthHistoryRoutes } from './watching/health.routes.js';
import { quarantineRoutes } from './webhooks/quarantine.routes.js';
import { webhookRoutes } from './webhooks/webhook.routes.js';

export interface RoutesDeps {
  config: Config;
  rateLimits: RateLimits;
  metrics: Metrics;
  clock: Clock;
}

/** Every route of the API by the path it is mounted at. Meta's deliveries are answered before them. */
export function routesOf(capabilities: Capabilities, deps: RoutesDeps): { raw: Mounts; json: Mounts } {
  const { events, people, alerting, realtime, inbox, sending, webhooks } = capabilities;
  const { numbering, disconnecting, connecting, connectionHistory, watching, deletions } = capabilities;
  const { unknownCodes, givenUp } = capabilities;
  const { config, rateLimits, metrics, clock } = deps;
  const { META_APP_SECRET: appSecret, FRONTEND_URL: frontendUrl } = config;
  const { accounts, requireMay, heavyRead, operatorReset } = people;
  const { removals } = disconnecting;
  const { funnel } = connectionHistory;
  return {
    raw: [
      ['/api/webhooks', webhookRoutes(config.META_WEBHOOK_VERIFY_TOKEN, requireMay)],
      [
        '/api/webhooks/meta',
        metaCallbackRoutes({ appSecret, frontendUrl, removals, deletions, requireMay, metrics, clock }),
      ],
      ['/api/data-deletion', deletionRoutes(deletions, rateLimits, requireMay)],
      ['/api/media', mediaRoutes(sending.media, requireMay)],
    ],
    json: [
      ['/api/auth', people.routes.auth],
      ['/api/auth', people.routes.secondFactor],
      ['/api/account', people.routes.account],
      ['/api/invitations', people.routes.invitations],
      ['/api/integrations/whatsapp/numbers', numbering.routes.numbers],
      ['/api/integrations/whatsapp/handovers', connecting.routes.handovers],
      ['/api/handover', connecting.routes.handover],
      ['/api/integrations/whatsapp', connecting.routes.oauth],
      ['/api/integrations/whatsapp', disconnecting.routes],
      ['/api/integrations/whatsapp', connectionHistory.routes],
      ['/api/integrations/whatsapp/numbers', healthHistoryRoutes(watching.health, requireMay)],
      ['/api/alerts', alerting.routes],
      ['/api/settings', numbering.routes.settings],
      ['/api/notices', numbering.routes.notices],
      [
        '/api/conversations',
        conversationRoutes({
          conversations: inbox.conversations,
          writing: [
            messagesRoutes(sending.send, sending.held, requireMay),
            threadControlRoutes(sending.threadControl, requireMay),
          ],
          ...{ requireMay, heavyRead, events },
        }),
      ],
      ['/api/templates', templatesRoutes(sending.templates, requireMay)],
      [
        '/api/inbox',
        inboxRoutes({
          changes: inbox.changes,
          ...{ requireMay, heavyRead },
          quarantined: async (accountId) => (await webhooks.quarantine.summary(accountId)).waiting,
        }),
      ],
      ['/api/quarantine', quarantineRoutes(webhooks.quarantine, { requireMay, heavyRead })],
      ['/api/operator/hosted-signups', connecting.routes.hosted],
      ['/api/operator', operatorRoutes({ requireMay, accounts, funnel, unknownCodes, operatorReset, givenUp })],
      ['/api/realtime', realtime.routes],
    ],
  };
}
