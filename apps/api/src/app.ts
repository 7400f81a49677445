import type { Server as HttpServer, RequestListener } from 'node:http';
import type { Express } from 'express';
import type { Connection } from 'mongoose';
import { createAccounts } from './accounts/accounts.js';
import { createAlerts } from './alerts/alerts.js';
import type { Config } from './config.js';
import { createConnect } from './connect/connect.js';
import { createMendingLog } from './connect/mendingLog.js';
import { createStoryService } from './connect/story.service.js';
import { createDeletionService } from './deletion/deletion.service.js';
import { erasersOf } from './deletion/erasers.js';
import { deletionRoutes, metaCallbackRoutes } from './deletion/metaCallbacks.routes.js';
import { createHandler } from './http.js';
import { createInbox } from './inbox/inbox.js';
import { conversationRoutes, inboxRoutes } from './inbox/inbox.routes.js';
import { mediaRoutes } from './inbox/media/media.routes.js';
import { threadControlRoutes } from './inbox/responders/threadControl.routes.js';
import { messagesRoutes } from './inbox/sending/messages.routes.js';
import { createSending } from './inbox/sending/sending.js';
import { templatesRoutes } from './inbox/templates/templates.routes.js';
import { createMetaClient, defaultGraphTimeouts, type GraphTimeouts } from './metaClient.js';
import { createModels } from './models.js';
import { createMissingKeyLog } from './numbers/missingKeyLog.js';
import { createNumbers } from './numbers/numbers.js';
import { createTokenVault } from './numbers/tokenVault.js';
import { createGivenUpService } from './operator/givenUp.service.js';
import { operatorRoutes } from './operator/operator.routes.js';
import { requireOperator } from './operator/requireOperator.js';
import { createUnknownCodeService } from './operator/unknownCode.service.js';
import { clientAddressOf, trustOf } from './platform/clientAddress.js';
import type { Clock } from './platform/clock.js';
import { healthRoutes } from './platform/health.routes.js';
import type { Logger } from './platform/logger.js';
import { createMailer } from './platform/mailer.js';
import { createMailQueue } from './platform/mailQueue.js';
import { createMetrics } from './platform/metrics.js';
import { isMongoReady, requireIndexes } from './platform/mongo.js';
import { mongoRateLimits } from './platform/rateLimits.js';
import { createReadBudget, type ReadLimits } from './platform/readBudget.js';
import { createScheduler, type Scheduler } from './platform/scheduler.js';
import { createSealer } from './platform/sealer.js';
import type { SlowBodyTimes } from './platform/slowBodies.js';
import { createRealtime } from './realtime/realtime.js';
import { type SocketLimits, socketLimits } from './realtime/socketLimits.js';
import { plan, scheduleOf } from './schedule.js';
import { createCallBudget } from './watching/callBudget.js';
import { healthHistoryRoutes } from './watching/health.routes.js';
import { createWatching, type Watching } from './watching/watching.js';
import { quarantineRoutes } from './webhooks/quarantine.routes.js';
import { isDelivery } from './webhooks/webhook.receiver.js';
import { webhookRoutes } from './webhooks/webhook.routes.js';
import { createWebhooks } from './webhooks/webhooks.js';

export interface AppDeps {
  config: Config;
  connection: Connection;
  logger: Logger;
  clock: Clock;
  graphTimeouts?: GraphTimeouts;
  /** Instead of the usual ones. */
  limits?: { sockets?: Partial<SocketLimits>; slowBodies?: SlowBodyTimes; reads?: ReadLimits };
  /** Milliseconds for the body of one delivery of Meta's. */
  webhookBodyTimeoutMs?: number;
  /** Milliseconds that storing a delivery is waited for. */
  appendTimeoutMs?: number;
}

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
  /** Goes on with threads that were being merged or split, and brings along what was stored in them meanwhile. */
  settlePeople(): Promise<void>;
  /** Brings conversations of before to what is stored today. Whether all of them are. */
  repairPeople(): Promise<boolean>;
  replayQuarantine(): Promise<void>;
  watching: Watching;
  /** Makes e-mails of what was told, and sends what is due. */
  runDueMails(): Promise<void>;
}

/**
 * Wires everything together. Used by `main.ts` with the real environment and by the tests with a database of their own
 * and the sandbox as Meta; nothing inside asks which of the two it is.
 */
export async function createApp(deps: AppDeps): Promise<SwitchboardApp> {
  const { config, connection, logger, clock, graphTimeouts = defaultGraphTimeouts } = deps;
  const { META_APP_ID: appId, META_APP_SECRET: appSecret, FRONTEND_URL: frontendUrl } = config;
  const isProduction = config.NODE_ENV === 'production';
  const metrics = createMetrics();
  const rateLimits = mongoRateLimits(connection, metrics);
  const reads = createReadBudget(metrics, deps.limits?.reads);
  const trust = trustOf(config.TRUSTED_PROXIES);
  const callBudget = createCallBudget(clock);
  const sealer = createSealer(config.TOKEN_ENCRYPTION_KEYS);
  const vault = createTokenVault(sealer, createMissingKeyLog(logger, clock));

  const models = createModels(connection);
  await requireIndexes(connection);

  // --- what others tell of what they met ---
  const unknownCodes = createUnknownCodeService({ codes: models.unknownCodes, clock, logger, metrics });
  const graph = createMetaClient({
    ...{ config, timeouts: graphTimeouts, budget: callBudget, metrics, logger },
    onError: unknownCodes.noteError,
  });
  const operatorOnly = requireOperator(config.OPERATOR_TOKEN);
  const shown = () => ({ at: clock.now().toISOString() });
  const onShownChanged = (accountId: string) => sockets.publish(accountId, 'numbers:changed', shown());
  const onNumbersChanged = (accountId: string) => {
    onShownChanged(accountId);
    watching.onNumbersChanged(accountId);
    // A number may have come back to which something is waiting to be told.
    webhooks.quarantine
      .replay(accountId)
      .catch((error: unknown) =>
        logger.warn({ err: error }, 'replaying from quarantine failed; it will be tried again'),
      );
  };

  const mailer = createMailer({ smtpUrl: config.SMTP_URL, from: config.MAIL_FROM, isProduction, logger });
  if (!mailer) {
    logger.warn(
      'SMTP_URL is not set: no e-mail is sent, so alerts show in the app alone and nobody can get a new password',
    );
  }
  const mailQueue = createMailQueue({ mails: models.mails, mailer, clock, logger, metrics });

  // --- the capabilities, each with what it needs of those before it ---
  const people = createAccounts({
    models: models.accounts,
    jwtSecret: config.JWT_SECRET,
    ...{ frontendUrl, sealer, rateLimits, reads, mailQueue, metrics, clock, logger },
    tell: (news) => alerts.tell({ ...news, kind: 'sign_in_safety' }),
    onSessionsEnded: (sessionIds) => sockets.endSessions(sessionIds),
  });
  const { accounts, audit, requireAuth, heavyRead } = people;
  const story = createStoryService({ ...models.connect, accounts, clock });
  const mending = createMendingLog({ story, logger });

  const realtime = createRealtime({
    models: models.realtime,
    accounts: people,
    redisUrl: config.REDIS_URL,
    publicUrl: config.API_PUBLIC_URL,
    ...{ frontendUrl, rateLimits, metrics, clock, logger },
    addressOf: (req) => clientAddressOf(req, trust),
    limits: { ...socketLimits, ...deps.limits?.sockets },
    hasConversation: (accountId, conversationId) => inbox.conversations.has(accountId, conversationId),
    onTyping: (accountId, conversationId) => sending.readMarks.onTyping({ accountId, _id: conversationId }),
  });
  const { sockets } = realtime;

  const alerting = createAlerts({
    models: models.alerts,
    accounts: people,
    mailQueue,
    pageUrl: `${frontendUrl}/dashboard/settings/whatsapp-oauth`,
    securityUrl: `${frontendUrl}/dashboard/settings?section=security`,
    ...{ metrics, clock },
    onChanged: (accountId) => sockets.publish(accountId, 'alerts:changed', shown()),
  });
  const { alerts } = alerting;

  const numbering = createNumbers({
    models: models.numbers,
    accounts: people,
    ...{ graph, vault, appId, rateLimits, clock, logger },
    place: {
      publicUrl: config.API_PUBLIC_URL,
      graphUrl: config.META_GRAPH_URL,
      verifyToken: config.META_WEBHOOK_VERIFY_TOKEN,
      ...{ frontendUrl, isProduction, appSecret },
    },
    lastWroteAt: (...who) => inbox.conversations.lastWroteAt(...who),
    countFreeReplies: (...which) => inbox.freeReplies.count(...which),
    takeCalls: callBudget.takeForPerson,
    onChanged: onNumbersChanged,
    onShownChanged,
    switchOff: (waba) => connecting.switchOff(waba),
    onFix: mending.onFix,
    onRun: mending.onDoctor,
  });
  const { numbers, checks, notices, phoneSync, prove, billing } = numbering;

  const inbox = createInbox({
    models: models.inbox,
    ...{ connection, numbers, clock },
    publish: (accountId, change) => sockets.publish(accountId, 'inbox:change', change),
    tellArrival: (accountId, message) => sockets.publish(accountId, 'inbox:arrival', { message }),
    isHeard: sockets.isHeard,
    onMedia: () => sending.media.wake(),
  });
  const sending = createSending({
    models: models.inbox,
    ...{ connection, accounts, numbers, graph, rateLimits, clock, logger, metrics, onNumbersChanged },
    conversations: inbox.conversations,
    changes: inbox.changes,
    ownEchoes: inbox.ownEchoes,
    preferences: inbox.preferences,
    audit,
  });

  const watching = createWatching({
    models: models.watching,
    ...{ numbers, schedule: numbering.schedule, checks, billing, alerts, budget: callBudget, metrics, clock, logger },
    traffic: inbox.traffic,
    connectedBy: (accountId, phoneNumberId) => connecting.connectedBy(accountId, phoneNumberId),
  });

  const connecting = createConnect({
    models: models.connect,
    accounts: people,
    numbers: numbering,
    conversations: inbox.conversations,
    ...{ requireOperator: operatorOnly, systemUserToken: config.META_SYSTEM_USER_TOKEN },
    ...{ story, alerts, graph, vault, unknownCodes, rateLimits, clock, metrics, logger, onNumbersChanged },
    config: {
      ...{ appId, frontendUrl },
      configId: config.META_CONFIG_ID,
      sdkUrl: config.META_SDK_URL,
      graphVersion: config.META_GRAPH_VERSION,
      dialogBaseUrl: config.META_DIALOG_URL,
    },
    onAttempt: (accountId, attempt) => sockets.publish(accountId, 'connect:attempt', { attempt }),
    onHandover: (accountId, handover) => sockets.publish(accountId, 'connect:handover', { handover }),
  });
  const { hosted, unsubscribes, resubscribes, removals, keyRotation } = connecting;

  const webhooks = createWebhooks({
    models: models.webhooks,
    ...{ numbers, notices, appSecret, metrics, clock, logger },
    // Who wants to know what Meta says about accounts. Each may be told the same again.
    accountListeners: [
      notices.keep,
      watching.onAccountUpdate,
      phoneSync.note,
      removals.onAccountUpdate,
      hosted.onAccountUpdate,
      sending.templates.onAccountUpdate,
      inbox.groupNames.onAccountUpdate,
    ],
    ownStatus: prove.onStatus,
    noteBilled: billing.noteBilled,
    receive: inbox.receive,
    addressBook: inbox.addressBook,
    preferences: inbox.preferences,
    isDatabaseThere: () => isMongoReady(connection),
    keepDeliveriesDays: config.KEEP_DELIVERIES_DAYS,
    onNumbersChanged: onShownChanged,
    noteUnknown: unknownCodes.noteUpdate,
    bodyTimeoutMs: deps.webhookBodyTimeoutMs,
    appendTimeoutMs: deps.appendTimeoutMs,
  });
  await webhooks.projector.open();
  await sending.beat();

  const deletions = createDeletionService({
    deletions: models.deletions,
    ...{ accounts, numbers, unsubscribes, resubscribes, audit, story, clock, logger, metrics },
    erasers: erasersOf({
      erase: {
        ...inbox.erase,
        ...{ addressBook: inbox.addressBook.erase, preferences: inbox.preferences.erase },
        ...webhooks.erase,
      },
      ...{ notices, hosted, story, alerts, audit, watching, prove },
    }),
    onChanged: onNumbersChanged,
  });

  // --- http ---
  let stopping = false;
  let scheduler: Scheduler | null = null;
  const handler = createHandler({
    ...{ logger, metrics, trust, isProduction },
    slowBodies: deps.limits?.slowBodies,
    health: healthRoutes({
      ...{ connection, metrics, isProduction, metricsToken: config.METRICS_TOKEN },
      isStopping: () => stopping,
      isScheduling: () => scheduler?.isRunning(),
      redis: sockets.redis,
    }),
    raw: [
      ['/api/webhooks', webhookRoutes(config.META_WEBHOOK_VERIFY_TOKEN)],
      ['/api/webhooks/meta', metaCallbackRoutes({ appSecret, frontendUrl, removals, deletions, metrics, clock })],
      ['/api/data-deletion', deletionRoutes(deletions, rateLimits)],
      ['/api/media', mediaRoutes(sending.media, requireAuth)],
    ],
    json: [
      ['/api/auth', people.routes.auth],
      ['/api/auth', people.routes.secondFactor],
      ['/api/account', people.routes.account],
      ['/api/invitations', people.routes.invitations],
      ['/api/integrations/whatsapp/numbers', numbering.routes.numbers],
      ['/api/integrations/whatsapp/handovers', connecting.routes.handovers],
      ['/api/handover', connecting.routes.handover],
      ['/api/integrations/whatsapp', connecting.routes.connect],
      ['/api/integrations/whatsapp/numbers', healthHistoryRoutes(watching.health, requireAuth)],
      ['/api/alerts', alerting.routes],
      ['/api/settings', numbering.routes.settings],
      ['/api/notices', numbering.routes.notices],
      [
        '/api/conversations',
        conversationRoutes({
          conversations: inbox.conversations,
          writing: [messagesRoutes(sending.send, sending.held), threadControlRoutes(sending.threadControl)],
          ...{ requireAuth, heavyRead },
          onOpened: sending.readMarks.onOpened,
        }),
      ],
      ['/api/templates', templatesRoutes(sending.templates, requireAuth)],
      [
        '/api/inbox',
        inboxRoutes({
          changes: inbox.changes,
          ...{ requireAuth, heavyRead },
          quarantined: async (accountId) => (await webhooks.quarantine.summary(accountId)).waiting,
        }),
      ],
      ['/api/quarantine', quarantineRoutes(webhooks.quarantine, requireAuth)],
      ['/api/operator/hosted-signups', connecting.routes.hosted],
      [
        '/api/operator',
        operatorRoutes({
          requireOperator: operatorOnly,
          accounts,
          funnel: connecting.funnel,
          unknownCodes,
          operatorReset: people.operatorReset,
          givenUp: createGivenUpService({
            jobs: [unsubscribes.job, resubscribes.job, mailQueue.job, sending.media.job, deletions.job],
            ...{ audit, logger },
          }),
        }),
      ],
      ['/api/realtime', realtime.routes],
    ],
  });

  /** Removes what has expired. Each process may do it. */
  const sweepExpired = async () => {
    await numbers.destroyUndoTokens();
    await Promise.all([people.sweep(), realtime.sweep(), connecting.sweep(), prove.sweep()]);
    await Promise.all([webhooks.sweep(), inbox.strayFacts.sweep(), sending.sweep()]);
    await inbox.whoIsWho.sweep();
    await Promise.all([alerting.sweep(), watching.sweep(), mailQueue.sweep()]);
  };
  const runDueMails = async () => {
    await alerting.mails.gather();
    await mailQueue.runDue();
  };
  return {
    handler,
    // In front of Express, so that a delivery costs what bare node:http costs.
    listener: (req, res) => (isDelivery(req) ? webhooks.receiver(req, res) : handler(req, res)),
    attach: (server) => sockets.attach(server),
    startJobs() {
      scheduler = createScheduler(connection, logger);
      plan(
        scheduler,
        scheduleOf({ connecting, deletions, inbox, numbering, sending, watching, webhooks, runDueMails, sweepExpired }),
      );
      sending.start();
      void scheduler.start();
      watching
        .askAfterStart()
        .catch((error: unknown) => logger.warn({ err: error }, 'numbers are not asked about at the start'));
    },
    async stop() {
      stopping = true;
      // Together: a job that takes over deliveries ends when the projector closes.
      await Promise.all([webhooks.projector.stop(), scheduler?.stop()]);
      await deletions.job.stop();
      await mending.drain();
      await connecting.drain();
      await phoneSync.drain();
      await webhooks.quarantine.drain();
      await sending.stop();
      await watching.drain();
      await people.drain();
      await mailQueue.stop();
      sockets.stop();
    },
    async sweep() {
      await Promise.all([sweepExpired(), inbox.changes.sweep()]);
    },
    runDueUnsubscribes: () => unsubscribes.job.runDue(),
    runDueResubscribes: () => resubscribes.job.runDue(),
    resealTokens: () => keyRotation.run(),
    async runDueDeletions() {
      await deletions.job.drain();
      await deletions.job.runDue();
    },
    runDuePhones: () => phoneSync.runDue(),
    runDueSending: () => sending.runDue(),
    async drainDeliveries() {
      await webhooks.projector.drain();
      await removals.drain();
    },
    takeOverDeliveries: () => webhooks.projector.takeOverAbandoned(),
    settleStrays: () => inbox.strayFacts.settle(),
    async settlePeople() {
      await inbox.whoIsWho.settleAbandoned();
      await inbox.whoIsWho.bringAlong();
    },
    repairPeople: () => inbox.whoIsWho.repair(),
    replayQuarantine: () => webhooks.quarantine.replayAll(),
    watching,
    runDueMails,
  };
}
