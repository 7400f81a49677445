import type { Server as HttpServer } from 'node:http';
import { createGraphClient, type GraphClient } from '@switchboard/graph';
import express, { type Express, type Router } from 'express';
import helmet from 'helmet';
import type { Connection } from 'mongoose';
import { createAccessTokens, deriveKey } from './accounts/accessToken.js';
import { accountModel } from './accounts/account.model.js';
import { createAccountService } from './accounts/account.service.js';
import { accountRoutes, authRoutes, invitationRoutes } from './accounts/accounts.routes.js';
import { createAnswerSignedIn, createAuthController } from './accounts/auth.controller.js';
import { createAuthService } from './accounts/auth.service.js';
import { invitationModel } from './accounts/invitation.model.js';
import { membershipModel } from './accounts/membership.model.js';
import { createRefreshCookie } from './accounts/refreshCookie.js';
import { createRequireAuth } from './accounts/requireAuth.js';
import { sessionModel } from './accounts/session.model.js';
import { createSessionService } from './accounts/session.service.js';
import { createTeamController } from './accounts/team.controller.js';
import { createTeamService } from './accounts/team.service.js';
import { userModel } from './accounts/user.model.js';
import type { Config } from './config.js';
import { attemptModel } from './connect/attempt.model.js';
import { createConnectController } from './connect/connect.controller.js';
import { connectRoutes } from './connect/connect.routes.js';
import { createDisconnectService } from './connect/disconnect.service.js';
import { createOAuthService } from './connect/oauth.service.js';
import { pendingUnsubscribeModel } from './connect/pendingUnsubscribe.model.js';
import { createStatusService } from './connect/status.service.js';
import { createUnsubscribeService } from './connect/unsubscribe.service.js';
import { createNumberService } from './numbers/number.service.js';
import { createNumberCheckService } from './numbers/numberCheck.service.js';
import { phoneNumberModel } from './numbers/phoneNumber.model.js';
import { settingsRoutes } from './numbers/settings.routes.js';
import { createSettingsService } from './numbers/settings.service.js';
import { createTokenVault } from './numbers/tokenVault.js';
import type { Clock } from './platform/clock.js';
import { errorHandler, notFoundHandler } from './platform/errorHandler.js';
import { healthRoutes } from './platform/health.routes.js';
import { createJobs, type Jobs } from './platform/jobs.js';
import type { Logger } from './platform/logger.js';
import { createMetrics, httpMetrics, type Metrics, rememberMount } from './platform/metrics.js';
import { buildIndexes } from './platform/mongo.js';
import { buildRateLimitIndexes, mongoRateLimits } from './platform/rateLimits.js';
import { requestLog } from './platform/requestLog.js';
import { requireJson } from './platform/requireJson.js';
import { createSealer } from './platform/sealer.js';
import { realtimeRoutes } from './realtime/realtime.routes.js';
import { createSocketService } from './realtime/socket.service.js';
import { createTicketService, ticketModel } from './realtime/ticket.service.js';
import { webhookRoutes } from './webhooks/webhook.routes.js';

export interface AppDeps {
  config: Config;
  connection: Connection;
  logger: Logger;
  clock: Clock;
  /** Milliseconds for one call to Meta, and for one call with its retries. */
  graphTimeouts?: GraphTimeouts;
}

interface GraphTimeouts {
  timeoutMs: number;
  totalTimeoutMs: number;
}

/** Three rounds of these stay under the lease of an attempt, and each under what a person waits for. */
const defaultGraphTimeouts: GraphTimeouts = { timeoutMs: 8_000, totalTimeoutMs: 12_000 };

export interface SwitchboardApp {
  handler: Express;
  /** Puts the live channel on the same HTTP server. */
  attach(server: HttpServer): void;
  startJobs(): void;
  /** Lets go in order: no new readiness, sockets closed, runs and jobs finished. The HTTP server is the caller's. */
  stop(): Promise<void>;
  /** Background work, by name, for those who want it now. */
  sweep(): Promise<void>;
  runDueUnsubscribes(): Promise<void>;
  resealTokens(): Promise<number>;
}

function graphClientFor(config: Config, logger: Logger, metrics: Metrics, timeouts: GraphTimeouts): GraphClient {
  return createGraphClient({
    baseUrl: config.META_GRAPH_URL,
    version: config.META_GRAPH_VERSION,
    appId: config.META_APP_ID,
    appSecret: config.META_APP_SECRET,
    ...timeouts,
    onCall: ({ method, edge, durationMs, result, httpStatus, fbtraceId }) => {
      metrics.graphSeconds.observe({ method, edge, result }, durationMs / 1000);
      if (result !== 'ok') logger.warn({ method, edge, result, httpStatus, fbtraceId }, 'call to Meta failed');
    },
    onUsage: ({ subject, callCountPercent, cpuTimePercent, totalTimePercent }) => {
      const used = Math.max(callCountPercent, cpuTimePercent, totalTimePercent);
      // The subject may be an id of a customer: only the app's own share is a series of its own.
      metrics.graphUsagePercent.set({ subject: subject === 'app' ? 'app' : 'business' }, used);
      if (used >= 75) logger.warn({ subject, used }, 'close to the call limit at Meta');
    },
    onVersionMismatch: (versions) => {
      metrics.graphVersionMismatch.inc();
      logger.warn(versions, 'Meta answered with another Graph version: META_GRAPH_VERSION has probably expired');
    },
  });
}

/**
 * Wires everything together. Used by `main.ts` with the real environment and by the tests with a database of their own
 * and the sandbox as Meta; nothing inside asks which of the two it is.
 */
export async function createApp(deps: AppDeps): Promise<SwitchboardApp> {
  const { config, connection, logger, clock, graphTimeouts = defaultGraphTimeouts } = deps;
  const metrics = createMetrics();
  const rateLimits = mongoRateLimits(connection, metrics);
  const graph = graphClientFor(config, logger, metrics, graphTimeouts);
  const vault = createTokenVault(createSealer(config.TOKEN_ENCRYPTION_KEYS));
  const { META_APP_ID: appId, FRONTEND_URL: frontendUrl } = config;

  const models = {
    accounts: accountModel(connection),
    users: userModel(connection),
    memberships: membershipModel(connection),
    sessions: sessionModel(connection),
    invitations: invitationModel(connection),
    numbers: phoneNumberModel(connection),
    attempts: attemptModel(connection),
    pending: pendingUnsubscribeModel(connection),
    tickets: ticketModel(connection),
  };
  await buildIndexes(connection);
  await buildRateLimitIndexes(connection);

  // accounts
  const sessions = createSessionService({
    sessions: models.sessions,
    memberships: models.memberships,
    clock,
    refreshKey: deriveKey(config.JWT_SECRET, 'refresh-token'),
    onEnded: (sessionIds) => sockets.endSessions(sessionIds),
  });
  const tokens = createAccessTokens(config.JWT_SECRET);
  const cookie = createRefreshCookie(frontendUrl);
  const accounts = createAccountService(models);
  const auth = createAuthService({ ...models, sessions, rateLimits });
  const team = createTeamService({ ...models, sessions, auth, rateLimits, clock, frontendUrl });
  const requireAuth = createRequireAuth(tokens, sessions, clock);

  // realtime
  const tickets = createTicketService(models.tickets, rateLimits, clock);
  const sockets = createSocketService({ tickets, sessions, metrics, frontendUrl });
  const onNumbersChanged = (accountId: string) =>
    sockets.publish(accountId, 'numbers:changed', { at: clock.now().toISOString() });

  // numbers
  const numbers = createNumberService({ numbers: models.numbers, vault, clock });
  const checks = createNumberCheckService({ numbers, graph, rateLimits, clock, appId, onChanged: onNumbersChanged });
  const settings = createSettingsService({
    accounts,
    numbers,
    graph,
    rateLimits,
    clock,
    appId,
    onChanged: onNumbersChanged,
  });

  // connect
  const unsubscribes = createUnsubscribeService({
    pending: models.pending,
    numbers,
    vault,
    graph,
    clock,
    logger,
    onChanged: onNumbersChanged,
  });
  const oauth = createOAuthService({
    attempts: models.attempts,
    accounts,
    numbers,
    vault,
    rateLimits,
    clock,
    metrics,
    config: {
      appId,
      configId: config.META_CONFIG_ID,
      graphVersion: config.META_GRAPH_VERSION,
      dialogBaseUrl: config.META_DIALOG_URL,
      frontendUrl,
    },
    run: { graph, accounts, numbers, unsubscribes, vault, clock, appId },
    onAttempt: (accountId, attempt) => sockets.publish(accountId, 'connect:attempt', { attempt }),
    onNumbersChanged,
  });
  const status = createStatusService({ numbers, oauth, unsubscribes });
  const disconnects = createDisconnectService({ accounts, numbers, unsubscribes, clock, onChanged: onNumbersChanged });

  // http
  let stopping = false;
  const authDeps = { auth, sessions, tokens, cookie, clock };
  const authController = createAuthController(authDeps);
  const teamController = createTeamController(team, createAnswerSignedIn(authDeps), cookie);
  const connectController = createConnectController({ oauth, status, disconnects, checks });

  const handler = express();
  handler.disable('x-powered-by');
  handler.set('trust proxy', config.TRUSTED_PROXIES);
  const mount = (path: string, routes: Router) => handler.use(path, rememberMount(path), routes);
  handler.use(requestLog(logger));
  handler.use(httpMetrics(metrics));
  handler.use(
    helmet({ contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } } }),
  );
  handler.use(
    healthRoutes({
      connection,
      metrics,
      metricsToken: config.METRICS_TOKEN,
      isProduction: config.NODE_ENV === 'production',
      isStopping: () => stopping,
    }),
  );
  mount('/api/webhooks', webhookRoutes(config.META_WEBHOOK_VERIFY_TOKEN));
  handler.use(express.json({ limit: '100kb' }), requireJson);
  mount('/api/auth', authRoutes(authController, requireAuth));
  mount('/api/account', accountRoutes(authController, teamController, requireAuth));
  mount('/api/invitations', invitationRoutes(teamController));
  mount('/api/integrations/whatsapp', connectRoutes(connectController, requireAuth));
  mount('/api/settings', settingsRoutes(numbers, settings, requireAuth));
  mount('/api/realtime', realtimeRoutes(tickets, requireAuth, config.API_PUBLIC_URL));
  handler.use(notFoundHandler);
  handler.use(errorHandler);

  const sweep = async () => {
    await Promise.all([sessions.sweep(), team.sweep(), tickets.sweep(), oauth.sweep()]);
  };
  const resealTokens = async () => {
    const moved = (await numbers.resealTokens()) + (await oauth.resealTokens()) + (await unsubscribes.resealTokens());
    if (moved > 0) logger.info({ moved }, 'tokens moved to the active key');
    return moved;
  };
  let jobs: Jobs | null = null;

  return {
    handler,
    attach: (server) => sockets.attach(server),
    startJobs() {
      jobs = createJobs(logger);
      jobs.every('sweep', '0 */5 * * * *', sweep);
      jobs.every('unsubscribe', '*/15 * * * * *', () => unsubscribes.runDue());
      jobs.every('reseal', '30 * * * * *', async () => {
        await resealTokens();
      });
    },
    async stop() {
      stopping = true;
      await jobs?.stop();
      await oauth.drain();
      sockets.stop();
    },
    sweep,
    runDueUnsubscribes: () => unsubscribes.runDue(),
    resealTokens,
  };
}
