import type { Server as HttpServer, RequestListener } from 'node:http';
import { createGraphClient, type GraphClient } from '@switchboard/graph';
import express, { type Express, type Router } from 'express';
import helmet from 'helmet';
import type { Connection } from 'mongoose';
import { createAccessTokens, deriveKey } from './accounts/accessToken.js';
import { accountModel } from './accounts/account.model.js';
import { createAccountService } from './accounts/account.service.js';
import { accountRoutes, authRoutes, invitationRoutes } from './accounts/accounts.routes.js';
import { auditModel } from './accounts/audit.model.js';
import { createAuditService } from './accounts/audit.service.js';
import { createAnswerSignedIn, createAuthController } from './accounts/auth.controller.js';
import { createAuthService } from './accounts/auth.service.js';
import { invitationModel } from './accounts/invitation.model.js';
import { membershipModel } from './accounts/membership.model.js';
import { createRefreshCookie } from './accounts/refreshCookie.js';
import { bearerClaims, createRequireAuth } from './accounts/requireAuth.js';
import { createSafetyController } from './accounts/safety.controller.js';
import { sessionModel } from './accounts/session.model.js';
import { createSessionService } from './accounts/session.service.js';
import { createTeamController } from './accounts/team.controller.js';
import { createTeamService } from './accounts/team.service.js';
import { userModel } from './accounts/user.model.js';
import { alertModel, alertSettingsModel, mailModel } from './alerts/alert.model.js';
import { createAlertService } from './alerts/alert.service.js';
import { alertRoutes } from './alerts/alerts.routes.js';
import { createMailService } from './alerts/mail.service.js';
import type { Config } from './config.js';
import { attemptModel } from './connect/attempt.model.js';
import { createConnectController } from './connect/connect.controller.js';
import { connectRoutes } from './connect/connect.routes.js';
import { createTellConnected } from './connect/connectTold.js';
import { createDisconnectService } from './connect/disconnect.service.js';
import { createFunnelService } from './connect/funnel.service.js';
import { createHandoverController } from './connect/handover.controller.js';
import { handoverModel } from './connect/handover.model.js';
import { handoverRoutes, handoversRoutes } from './connect/handover.routes.js';
import { createHandoverService } from './connect/handover.service.js';
import { createHandoverCookie } from './connect/handoverCookie.js';
import { createKeyRotation } from './connect/keyRotation.js';
import { createLeavingLog } from './connect/leavingLog.js';
import { createMendingLog } from './connect/mendingLog.js';
import { createOAuthService } from './connect/oauth.service.js';
import { pendingSubscribeModel } from './connect/pendingSubscribe.model.js';
import { pendingUnsubscribeModel } from './connect/pendingUnsubscribe.model.js';
import { createRemovalService } from './connect/removal.service.js';
import { createResubscribeService } from './connect/resubscribe.service.js';
import { signupWays } from './connect/signup.js';
import { createStatusService } from './connect/status.service.js';
import { storyModel } from './connect/story.model.js';
import { createStoryService } from './connect/story.service.js';
import { createUnsubscribeService } from './connect/unsubscribe.service.js';
import { deletionModel } from './deletion/deletion.model.js';
import { createDeletionService } from './deletion/deletion.service.js';
import { erasersOf } from './deletion/erasers.js';
import { deletionRoutes, metaCallbackRoutes } from './deletion/metaCallbacks.routes.js';
import { createInbox, inboxModels } from './inbox/inbox.js';
import { conversationRoutes, inboxRoutes } from './inbox/inbox.routes.js';
import { mediaRoutes } from './inbox/media/media.routes.js';
import { messagesRoutes } from './inbox/sending/messages.routes.js';
import { createSending } from './inbox/sending/sending.js';
import { templatesRoutes } from './inbox/templates/templates.routes.js';
import { createDoctorService } from './numbers/doctor/doctor.service.js';
import { fixClaimModel } from './numbers/fix.model.js';
import { createFixClaims } from './numbers/fixClaims.js';
import { noticeModel } from './numbers/notice.model.js';
import { createNoticeService } from './numbers/notice.service.js';
import { createNumberService } from './numbers/number.service.js';
import { createNumberCheckService } from './numbers/numberCheck.service.js';
import { numbersRoutes } from './numbers/numbers.routes.js';
import { createNumberWatchService } from './numbers/numberWatch.service.js';
import { phoneNumberModel } from './numbers/phoneNumber.model.js';
import { createPhoneSyncService } from './numbers/phoneSync.service.js';
import { createProveService } from './numbers/prove.service.js';
import { createRegistrationService } from './numbers/registration.service.js';
import { createRegistrationStore } from './numbers/registrationStore.js';
import { noticeRoutes, settingsRoutes } from './numbers/settings.routes.js';
import { createSettingsService } from './numbers/settings.service.js';
import { testMessageModel } from './numbers/testMessage.model.js';
import { createTokenVault } from './numbers/tokenVault.js';
import { operatorRoutes } from './operator/operator.routes.js';
import { requireOperator } from './operator/requireOperator.js';
import { unknownCodeModel } from './operator/unknownCode.model.js';
import { createUnknownCodeService } from './operator/unknownCode.service.js';
import type { Clock } from './platform/clock.js';
import { errorHandler, notFoundHandler } from './platform/errorHandler.js';
import { healthRoutes } from './platform/health.routes.js';
import { createJobs, type Jobs } from './platform/jobs.js';
import type { Logger } from './platform/logger.js';
import { createMailer } from './platform/mailer.js';
import { createMetrics, httpMetrics, type Metrics, rememberMount } from './platform/metrics.js';
import { buildIndexes } from './platform/mongo.js';
import { buildRateLimitIndexes, mongoRateLimits } from './platform/rateLimits.js';
import { requestLog } from './platform/requestLog.js';
import { requireJson } from './platform/requireJson.js';
import { createScheduler, type Scheduler } from './platform/scheduler.js';
import { createSealer } from './platform/sealer.js';
import { realtimeRoutes } from './realtime/realtime.routes.js';
import { openRedisLink } from './realtime/redisAdapter.js';
import { createSocketService } from './realtime/socket.service.js';
import { createTicketService, ticketModel } from './realtime/ticket.service.js';
import { type CallBudget, createCallBudget } from './watching/callBudget.js';
import { healthHistoryRoutes } from './watching/health.routes.js';
import { createWatching, type Watching, watchingModels } from './watching/watching.js';
import type { AccountListener } from './webhooks/projection.types.js';
import { quarantineRoutes } from './webhooks/quarantine.routes.js';
import { isDelivery } from './webhooks/webhook.receiver.js';
import { webhookRoutes } from './webhooks/webhook.routes.js';
import { createWebhooks, webhookModels } from './webhooks/webhooks.js';

export interface AppDeps {
  config: Config;
  connection: Connection;
  logger: Logger;
  clock: Clock;
  /** Milliseconds for one call to Meta, and for one call with its retries. */
  graphTimeouts?: GraphTimeouts;
  /** Milliseconds for the body of one delivery of Meta's. */
  webhookBodyTimeoutMs?: number;
}

interface GraphTimeouts {
  timeoutMs: number;
  totalTimeoutMs: number;
}

/** Three rounds of these stay under the lease of an attempt, and each under what a person waits for. */
const defaultGraphTimeouts: GraphTimeouts = { timeoutMs: 8_000, totalTimeoutMs: 12_000 };

export interface SwitchboardApp {
  /** Everything over HTTP: Meta's deliveries first, then `handler`. */
  listener: RequestListener;
  /** What Express answers. */
  handler: Express;
  /** Puts the live channel on the same HTTP server. */
  attach(server: HttpServer): void;
  startJobs(): void;
  /** Lets go in order: no new readiness, sockets closed, runs and jobs finished. The HTTP server is the caller's. */
  stop(): Promise<void>;
  /** Background work, by name, for those who want it now. */
  sweep(): Promise<void>;
  runDueUnsubscribes(): Promise<void>;
  runDueResubscribes(): Promise<void>;
  resealTokens(): Promise<number>;
  /** Goes on with what Meta asked to delete. */
  runDueDeletions(): Promise<void>;
  /** Settles when everything that Meta was answered 200 for is in its place. */
  drainDeliveries(): Promise<void>;
  takeOverDeliveries(): Promise<void>;
  /** Asks phones for contacts and history that were not asked for yet. */
  runDuePhones(): Promise<void>;
  /** Sends what is queued and fetches files that are due. */
  runDueSending(): Promise<void>;
  /** Applies what was said about messages before they came. */
  settleStrays(): Promise<void>;
  replayQuarantine(): Promise<void>;
  watching: Watching;
  /** Makes e-mails of what was told, and sends what is due. */
  runDueMails(): Promise<void>;
}

function graphClientFor(
  config: Config,
  logger: Logger,
  metrics: Metrics,
  timeouts: GraphTimeouts,
  budget: CallBudget,
  onError: (code: number | undefined, message: string | undefined) => void,
): GraphClient {
  return createGraphClient({
    baseUrl: config.META_GRAPH_URL,
    version: config.META_GRAPH_VERSION,
    appId: config.META_APP_ID,
    appSecret: config.META_APP_SECRET,
    ...timeouts,
    onCall: ({ method, edge, durationMs, result, httpStatus, fbtraceId, code, message }) => {
      metrics.graphSeconds.observe({ method, edge, result }, durationMs / 1000);
      if (result !== 'ok') logger.warn({ method, edge, result, httpStatus, fbtraceId, code }, 'call to Meta failed');
      onError(code, message);
    },
    onUsage: (usage) => {
      budget.note(usage);
      const { subject, callCountPercent, cpuTimePercent, totalTimePercent } = usage;
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
  const callBudget = createCallBudget(clock);
  const graph = graphClientFor(config, logger, metrics, graphTimeouts, callBudget, (code, message) =>
    unknownCodes.noteError(code, message),
  );
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
    handovers: handoverModel(connection),
    pending: pendingUnsubscribeModel(connection),
    pendingSubscribes: pendingSubscribeModel(connection),
    tickets: ticketModel(connection),
    notices: noticeModel(connection),
    fixClaims: fixClaimModel(connection),
    testMessages: testMessageModel(connection),
    audit: auditModel(connection),
    alerts: alertModel(connection),
    alertSettings: alertSettingsModel(connection),
    mails: mailModel(connection),
    watching: watchingModels(connection),
    unknownCodes: unknownCodeModel(connection),
    story: storyModel(connection),
    inbox: inboxModels(connection),
    deletions: deletionModel(connection),
    webhooks: webhookModels(connection),
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
  const audit = createAuditService({ ...models, clock });
  const auth = createAuthService({ ...models, sessions, audit, rateLimits });
  const team = createTeamService({ ...models, sessions, auth, audit, rateLimits, clock, frontendUrl });
  const requireAuth = createRequireAuth(tokens, sessions, clock);
  const story = createStoryService({ ...models, accounts, clock });

  // operator
  const unknownCodes = createUnknownCodeService({ codes: models.unknownCodes, clock, logger, metrics });

  // realtime
  const tickets = createTicketService(models.tickets, rateLimits, clock);
  const redis = config.REDIS_URL ? openRedisLink(config.REDIS_URL, logger) : undefined;
  const sockets = createSocketService({
    tickets,
    sessions,
    metrics,
    frontendUrl,
    redis,
    nameOfUser: accounts.nameOfUser,
    hasConversation: (accountId, conversationId) => inbox.conversations.has(accountId, conversationId),
    onTyping: (accountId, conversationId) => sending.readMarks.onTyping({ accountId, _id: conversationId }),
  });
  const onNumbersChanged = (accountId: string) => {
    sockets.publish(accountId, 'numbers:changed', { at: clock.now().toISOString() });
    watching.onNumbersChanged(accountId);
    // A number may have come back to which something is waiting to be told.
    webhooks.quarantine
      .replay(accountId)
      .catch((error: unknown) =>
        logger.warn({ err: error }, 'replaying from quarantine failed; it will be tried again'),
      );
  };

  // alerts
  const alerts = createAlertService({
    alerts: models.alerts,
    settings: models.alertSettings,
    clock,
    metrics,
    onChanged: (accountId) => sockets.publish(accountId, 'alerts:changed', { at: clock.now().toISOString() }),
  });
  const isProduction = config.NODE_ENV === 'production';
  const mailer = createMailer({ smtpUrl: config.SMTP_URL, from: config.MAIL_FROM, isProduction, logger });
  if (!mailer) logger.warn('SMTP_URL is not set: alerts are shown in the app, and not sent by e-mail');
  const mails = createMailService({
    ...models,
    settings: models.alertSettings,
    accounts,
    mailer,
    pageUrl: `${frontendUrl}/dashboard/settings/whatsapp-oauth`,
    clock,
    logger,
    metrics,
  });

  // numbers
  const numbers = createNumberService({ numbers: models.numbers, vault, clock });
  const fixes = createFixClaims(models.fixClaims, clock);
  const mending = createMendingLog({ story, logger });
  const numberDeps = {
    ...{ numbers, graph, rateLimits, clock, appId, fixes },
    onChanged: onNumbersChanged,
    onFix: mending.onFix,
  };
  const checks = createNumberCheckService(numberDeps);
  const registrationStore = createRegistrationStore({ numbers: models.numbers, vault, clock });
  const registration = createRegistrationService({ ...numberDeps, store: registrationStore, audit });
  const prove = createProveService({
    ...numberDeps,
    tests: models.testMessages,
    lastWroteAt: (...who) => inbox.conversations.lastWroteAt(...who),
  });
  const doctor = createDoctorService({
    ...numberDeps,
    onRun: mending.onDoctor,
    place: {
      publicUrl: config.API_PUBLIC_URL,
      frontendUrl,
      graphUrl: config.META_GRAPH_URL,
      isProduction: config.NODE_ENV === 'production',
      appSecret: config.META_APP_SECRET,
      verifyToken: config.META_WEBHOOK_VERIFY_TOKEN,
    },
  });
  const phoneSync = createPhoneSyncService({
    ...{ model: models.numbers, numbers, graph, clock, logger },
    onChanged: (accountId) => sockets.publish(accountId, 'numbers:changed', { at: clock.now().toISOString() }),
  });
  const settings = createSettingsService({
    accounts,
    audit,
    numbers,
    graph,
    rateLimits,
    clock,
    appId,
    onChanged: onNumbersChanged,
  });

  const notices = createNoticeService({ notices: models.notices, numbers, onChanged: onNumbersChanged });
  /** Who wants to know what Meta says about accounts. Each may be told the same again. */
  const accountListeners: AccountListener[] = [
    notices.keep,
    (update, receivedAt) => watching.onAccountUpdate(update, receivedAt),
    phoneSync.note,
  ];
  const removals = createRemovalService({
    numbers,
    checks,
    audit,
    story,
    logger,
    onChanged: onNumbersChanged,
  });
  accountListeners.push(removals.onAccountUpdate);

  // inbox and webhooks
  const inbox = createInbox({
    models: models.inbox,
    connection,
    clock,
    logger,
    publish: (accountId, change) => sockets.publish(accountId, 'inbox:change', change),
    isHeard: sockets.isHeard,
    onMedia: () => sending.media.wake(),
  });
  const sending = createSending({
    models: models.inbox,
    connection,
    accounts,
    numbers,
    conversations: inbox.conversations,
    changes: inbox.changes,
    graph,
    rateLimits,
    clock,
    logger,
    metrics,
    onNumbersChanged,
  });
  // watching
  const schedule = createNumberWatchService({ numbers: models.numbers, clock });
  const watching = createWatching({
    models: models.watching,
    numbers,
    schedule,
    checks,
    alerts,
    traffic: inbox.traffic,
    budget: callBudget,
    metrics,
    clock,
    logger,
  });
  const webhooks = createWebhooks({
    connection,
    models: models.webhooks,
    numbers,
    notices,
    accountListeners,
    ownStatus: prove.onStatus,
    receive: inbox.receive,
    appSecret: config.META_APP_SECRET,
    keepDeliveriesDays: config.KEEP_DELIVERIES_DAYS,
    metrics,
    clock,
    logger,
    onNumbersChanged: (accountId) => sockets.publish(accountId, 'numbers:changed', { at: clock.now().toISOString() }),
    noteUnknown: unknownCodes.noteUpdate,
    bodyTimeoutMs: deps.webhookBodyTimeoutMs,
  });
  await webhooks.projector.open();

  // connect
  const resubscribes = createResubscribeService({
    ...{ pending: models.pendingSubscribes, numbers, checks, clock, logger },
    onChanged: onNumbersChanged,
  });
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
    unknownCodes,
    config: {
      appId,
      configId: config.META_CONFIG_ID,
      sdkUrl: config.META_SDK_URL,
      graphVersion: config.META_GRAPH_VERSION,
      dialogBaseUrl: config.META_DIALOG_URL,
      frontendUrl,
    },
    run: {
      ...{ graph, accounts, numbers, unsubscribes, resubscribes, vault, clock, appId },
      tellConnected: createTellConnected({ audit, accounts }),
    },
    onAttempt: (accountId, attempt) => {
      sockets.publish(accountId, 'connect:attempt', { attempt });
      handovers.onAttempt(accountId, attempt);
    },
    onNumbersChanged,
    onKept: phoneSync.request,
  });
  const signup = signupWays({
    configId: config.META_CONFIG_ID,
    sdkUrl: config.META_SDK_URL,
    appId,
    graphVersion: config.META_GRAPH_VERSION,
  });
  const handovers = createHandoverService({
    ...{ handovers: models.handovers, oauth, accounts, audit, rateLimits, clock, logger, frontendUrl, signup },
    mayHandOver: async ({ accountId, role }) =>
      role === 'owner' || (await accounts.permissionsOf(accountId)).supportMayHandOver,
    publish: (accountId, handover) => sockets.publish(accountId, 'connect:handover', { handover }),
  });
  const status = createStatusService({ numbers, accounts, oauth, unsubscribes, resubscribes, signup });
  const disconnects = createDisconnectService({
    accounts,
    numbers,
    unsubscribes,
    resubscribes,
    conversations: inbox.conversations,
    log: createLeavingLog({ audit, story }),
    clock,
    onChanged: onNumbersChanged,
  });

  // deletion
  const deletions = createDeletionService({
    deletions: models.deletions,
    accounts,
    numbers,
    unsubscribes,
    resubscribes,
    audit,
    story,
    erasers: erasersOf({
      ...{ erase: { ...inbox.erase, ...webhooks.erase }, notices, story, alerts, audit, watching, prove },
    }),
    clock,
    logger,
    onChanged: onNumbersChanged,
  });

  // http
  let stopping = false;
  let jobs: Jobs | null = null;
  let scheduler: Scheduler | null = null;
  const authDeps = { auth, sessions, tokens, cookie, clock };
  const authController = createAuthController(authDeps);
  const teamController = createTeamController(team, createAnswerSignedIn(authDeps), cookie);
  const connectController = createConnectController({ oauth, status, disconnects, checks, doctor, story });

  const handoverController = createHandoverController({
    handovers,
    cookie: createHandoverCookie(frontendUrl),
    requireSameSite: cookie.requireSameSite,
    accountsOf: async (req) => {
      const [claims, refreshToken] = [bearerClaims(req, tokens, clock.now()), cookie.read(req)];
      const signed = claims && (await sessions.check(claims));
      const renewable = refreshToken && (await sessions.accountOfRefreshToken(refreshToken));
      return [signed?.accountId, renewable].flatMap((accountId) => accountId || []);
    },
  });

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
      isScheduling: () => scheduler?.isRunning(),
    }),
  );
  mount('/api/webhooks', webhookRoutes(config.META_WEBHOOK_VERIFY_TOKEN));
  mount(
    '/api/webhooks/meta',
    metaCallbackRoutes({ appSecret: config.META_APP_SECRET, frontendUrl, removals, deletions, metrics, clock }),
  );
  mount('/api/data-deletion', deletionRoutes(deletions, rateLimits));
  mount('/api/media', mediaRoutes(sending.media, requireAuth));
  handler.use(express.json({ limit: '100kb' }), requireJson);
  mount('/api/auth', authRoutes(authController, requireAuth));
  mount(
    '/api/account',
    accountRoutes(authController, teamController, createSafetyController({ accounts, audit }), requireAuth),
  );
  mount('/api/invitations', invitationRoutes(teamController));
  mount('/api/integrations/whatsapp/numbers', numbersRoutes({ registration, prove, requireAuth }));
  mount('/api/integrations/whatsapp/handovers', handoversRoutes(handoverController, requireAuth));
  mount('/api/handover', handoverRoutes(handoverController));
  mount('/api/integrations/whatsapp', connectRoutes(connectController, requireAuth));
  mount('/api/integrations/whatsapp/numbers', healthHistoryRoutes(watching.health, requireAuth));
  mount('/api/alerts', alertRoutes(alerts, requireAuth));
  mount('/api/settings', settingsRoutes(numbers, settings, requireAuth));
  mount('/api/notices', noticeRoutes(notices, requireAuth));
  mount(
    '/api/conversations',
    conversationRoutes({
      conversations: inbox.conversations,
      messages: messagesRoutes(sending.send),
      requireAuth,
      onOpened: sending.readMarks.onOpened,
    }),
  );
  mount('/api/templates', templatesRoutes(sending.templates, requireAuth));
  mount(
    '/api/inbox',
    inboxRoutes({
      changes: inbox.changes,
      requireAuth,
      quarantined: async (accountId) => (await webhooks.quarantine.summary(accountId)).waiting,
    }),
  );
  mount('/api/quarantine', quarantineRoutes(webhooks.quarantine, requireAuth));
  mount(
    '/api/operator',
    operatorRoutes({
      requireOperator: requireOperator(config.OPERATOR_TOKEN),
      funnel: createFunnelService({ ...models, clock }),
      unknownCodes,
    }),
  );
  mount('/api/realtime', realtimeRoutes(tickets, requireAuth, config.API_PUBLIC_URL));
  handler.use(notFoundHandler);
  handler.use(errorHandler);

  const sweep = async () => {
    await numbers.destroyUndoTokens();
    await Promise.all([sessions.sweep(), team.sweep(), tickets.sweep()]);
    await Promise.all([oauth.sweep(), handovers.sweep(), prove.sweep()]);
    await Promise.all([webhooks.sweep(), inbox.changes.sweep(), inbox.strayFacts.sweep(), sending.sweep()]);
    await Promise.all([alerts.sweep(), mails.sweep(), watching.sweep()]);
  };
  const keyRotation = createKeyRotation({ numbers, registrationStore, oauth, unsubscribes, vault, audit, logger });
  /** Work that one process does for all of them. */
  const startScheduler = () => {
    scheduler = createScheduler(connection, logger);
    scheduler.every('check numbers', '*/5 * * * * *', () => watching.checkDue());
    scheduler.every('look at numbers', '*/30 * * * * *', () => watching.lookDue());
    scheduler.every('count and listen', '20 */10 * * * *', () => watching.countAndListen());
    scheduler.every('mail', '*/15 * * * * *', () => mails.runDue());
    void scheduler.start();
  };

  return {
    handler,
    // In front of Express, so that a delivery costs what bare node:http costs.
    listener: (req, res) => (isDelivery(req) ? webhooks.receiver(req, res) : handler(req, res)),
    attach: (server) => sockets.attach(server),
    startJobs() {
      jobs = createJobs(logger);
      jobs.every('sweep', '0 */5 * * * *', sweep);
      jobs.every('unsubscribe', '*/15 * * * * *', () => unsubscribes.runDue());
      jobs.every('resubscribe', '*/15 * * * * *', () => resubscribes.runDue());
      jobs.every('deletion', '*/5 * * * * *', () => deletions.runDue());
      jobs.every('undo', '*/20 * * * * *', async () => {
        await numbers.destroyUndoTokens();
      });
      jobs.every('phones', '45 * * * * *', () => phoneSync.runDue());
      jobs.every('reseal', '30 * * * * *', async () => {
        await keyRotation.run();
      });
      sending.start();
      jobs.every('beat', '*/3 * * * * *', () => webhooks.projector.beat());
      jobs.every('takeover', '*/2 * * * * *', () => webhooks.projector.takeOverAbandoned());
      jobs.every('strays', '*/10 * * * * *', () => inbox.strayFacts.settle());
      jobs.every('all strays', '40 20 * * * *', () => inbox.strayFacts.settleAll());
      jobs.every('replay', '15 * * * * *', () => webhooks.quarantine.replayAll());
      jobs.every('count numbers', '50 * * * * *', () => watching.countNumbers());
      startScheduler();
    },
    async stop() {
      stopping = true;
      // Together: a job that takes over deliveries ends when the projector closes.
      await Promise.all([webhooks.projector.stop(), jobs?.stop(), scheduler?.stop()]);
      await inbox.strayFacts.flush();
      await removals.drain();
      await deletions.drain();
      await mending.drain();
      await oauth.drain();
      await phoneSync.drain();
      await handovers.drain();
      await webhooks.quarantine.drain();
      await sending.stop();
      await watching.drain();
      mails.stop();
      sockets.stop();
    },
    sweep,
    runDueUnsubscribes: () => unsubscribes.runDue(),
    runDueResubscribes: () => resubscribes.runDue(),
    resealTokens: () => keyRotation.run(),
    async runDueDeletions() {
      await deletions.drain();
      await deletions.runDue();
    },
    runDuePhones: () => phoneSync.runDue(),
    runDueSending: () => sending.runDue(),
    async drainDeliveries() {
      await webhooks.projector.drain();
      await removals.drain();
      await inbox.strayFacts.flush();
    },
    takeOverDeliveries: () => webhooks.projector.takeOverAbandoned(),
    settleStrays: () => inbox.strayFacts.settle(),
    replayQuarantine: () => webhooks.quarantine.replayAll(),
    watching,
    runDueMails: () => mails.runDue(),
  };
}
