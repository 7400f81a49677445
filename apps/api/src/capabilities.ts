import type { Connection } from 'mongoose';
import { createAccounts } from './accounts/accounts.js';
import { createAlertService } from './alerts/alert.service.js';
import { createAlerts } from './alerts/alerts.js';
import type { Config } from './config.js';
import { createConnect } from './connect/connect.js';
import { createConnectionHistory } from './connectionHistory/connectionHistory.js';
import { createHistoryLog } from './connectionHistory/historyLog.js';
import { createRemoveAccess } from './deletion/accessRemoval.js';
import { createDeletionService } from './deletion/deletion.service.js';
import {
  connectionHandlers,
  customerDataHandlers,
  numbersHandler,
  recordHandlers,
} from './deletion/deletionHandlers.js';
import { createDeletionJob } from './deletion/deletionJob.js';
import { createFindScopes } from './deletion/deletionScopes.js';
import { createDeletionSteps } from './deletion/deletionSteps.js';
import { createDisconnecting, createLeftAtMeta } from './disconnect/disconnect.js';
import { createExhaustedNotifier } from './disconnect/retriesExhausted.js';
import { createFreeRepliesService } from './inbox/freeReplies.service.js';
import { createInbox } from './inbox/inbox.js';
import { describeApiUpload, describeStorageUpload } from './inbox/media/describeUpload.js';
import { createMediaStore } from './inbox/media/mediaStore.js';
import { gridFsStore } from './inbox/media/storage/gridFsStore.js';
import { createUploadTickets } from './inbox/media/uploadTicket.service.js';
import { createSending } from './inbox/sending/sending.js';
import { createKeys } from './keys/keys.js';
import { createMetaClient, defaultGraphTimeouts, type GraphTimeouts } from './metaClient.js';
import { toReadinessSettings } from './metaReadiness.js';
import type { createModels } from './models.js';
import { createCallBudget } from './monitoring/callBudget.js';
import { createMonitoring } from './monitoring/monitoring.js';
import { createMissingKeyLog } from './numbers/missingKeyLog.js';
import { createNumberRecords } from './numbers/numberRecords.js';
import { createNumbers } from './numbers/numbers.js';
import { createTokenVault } from './numbers/tokenVault.js';
import { createGivenUpService } from './operator/givenUp.service.js';
import { subscribeUnknownCodes } from './operator/operator.js';
import { createReadinessService } from './operator/readiness/readiness.service.js';
import { createUnknownCodeService } from './operator/unknownCode.service.js';
import { createClamd } from './platform/clamd.js';
import { readClientAddress, type Trust } from './platform/clientAddress.js';
import type { Clock } from './platform/clock.js';
import { createDomainEvents } from './platform/domainEvents.js';
import { KeyRing } from './platform/keyRing.js';
import type { Logger } from './platform/logger.js';
import { createMailer } from './platform/mailer.js';
import { createMailQueue } from './platform/mailQueue.js';
import type { Metrics } from './platform/metrics.js';
import { isMongoReady } from './platform/mongo.js';
import type { ObjectStorage } from './platform/objectStorage.js';
import type { RateLimits } from './platform/rateLimits.js';
import { createReadBudget, type ReadLimits } from './platform/readBudget.js';
import { createSealer } from './platform/sealer.js';
import { type SocketLimits, socketLimits } from './realtime/limits.js';
import { openPresence } from './realtime/presence.service.js';
import { createRealtime } from './realtime/realtime.js';
import { openRedisLink } from './realtime/redisAdapter.js';
import { createTicketService } from './realtime/ticket.service.js';
import { createWebhooks, type DeliveryTimeouts } from './webhooks/webhooks.js';

export interface CapabilitiesDeps {
  config: Config;
  connection: Connection;
  models: ReturnType<typeof createModels>;
  /** Undefined where there is none. */
  objects: ObjectStorage | undefined;
  trust: Trust;
  rateLimits: RateLimits;
  metrics: Metrics;
  logger: Logger;
  clock: Clock;
  graphTimeouts: GraphTimeouts | undefined;
  limits: { sockets?: Partial<SocketLimits>; reads?: ReadLimits } | undefined;
  deliveryTimeouts: DeliveryTimeouts | undefined;
}

/**
 * Makes the capabilities, each from those before it; back to an earlier one there are events.
 *
 * Long because: it is one list in the order in which things are made, and each part names only what stands above it.
 */
export function createCapabilities(deps: CapabilitiesDeps) {
  const { config, connection, models, objects, trust, rateLimits, metrics, logger, clock } = deps;
  const { META_APP_ID: appId, META_APP_SECRET: appSecret, FRONTEND_URL: frontendUrl } = config;
  const isProduction = config.NODE_ENV === 'production';
  const events = createDomainEvents({ logger, metrics });
  const budget = createCallBudget(clock);
  const ring = new KeyRing(config.TOKEN_ENCRYPTION_KEYS);
  const sealer = createSealer(ring);
  const vault = createTokenVault(sealer, createMissingKeyLog(logger, clock));
  const unknownCodes = createUnknownCodeService({ codes: models.unknownCodes, clock, logger, metrics });
  subscribeUnknownCodes(events, unknownCodes);
  const timeouts = deps.graphTimeouts ?? defaultGraphTimeouts;
  const graph = createMetaClient({ config, timeouts, budget, unknownCodes, metrics, logger });
  const mailer = createMailer({ smtpUrl: config.SMTP_URL, from: config.MAIL_FROM, isProduction, logger });
  if (!mailer) {
    logger.warn(
      'SMTP_URL is not set: no e-mail is sent, so alerts show in the app alone and nobody can get a new password',
    );
  }
  const mailQueue = createMailQueue({ mails: models.mails, mailer, clock, logger, metrics });

  const alerts = createAlertService({ ...models.alerts, events, metrics, clock });
  const people = createAccounts({
    models: models.accounts,
    jwtSecret: config.JWT_SECRET,
    secondFactor: config.SECOND_FACTOR,
    serviceTokens: { operator: config.OPERATOR_TOKEN, metrics: config.METRICS_TOKEN, isProduction },
    reads: createReadBudget(metrics, deps.limits?.reads),
    ...{ frontendUrl, sealer, rateLimits, mailQueue, events, metrics, clock, logger },
    notifySafety: (news) => alerts.notify({ ...news, kind: 'sign_in_safety' }),
  });
  const { accounts, audit } = people;
  const alerting = createAlerts({
    ...{ models: models.alerts, alerts, accounts: people, mailQueue, clock },
    pageUrl: `${frontendUrl}/dashboard/settings/whatsapp-oauth`,
    securityUrl: `${frontendUrl}/dashboard/settings?section=security`,
  });
  const realtime = createRealtime({
    tickets: createTicketService(models.realtime.tickets, rateLimits, clock),
    accounts: people,
    redis: config.REDIS_URL ? openRedisLink(config.REDIS_URL, logger) : undefined,
    browsers: {
      frontendUrl,
      publicUrl: config.API_PUBLIC_URL,
      readAddress: (req) => readClientAddress(req, trust),
      limits: { ...socketLimits, ...deps.limits?.sockets },
    },
    events,
    metrics,
    clock,
  });
  const { sockets } = realtime;

  const countFreeReplies = createFreeRepliesService(models.inbox).count;
  const records = createNumberRecords({ ...models.numbers, vault, countFreeReplies, events, clock });
  const { repository: numbers, connections, evidence, liveAccounts } = records;
  const { hasListeners } = sockets;
  const store = createMediaStore({ database: gridFsStore(connection), objects, newFilesIn: config.MEDIA_STORAGE });
  const inbox = createInbox({ models: models.inbox, connection, store, liveAccounts, hasListeners, events, clock });
  const { conversations, preferences } = inbox;
  openPresence({ sockets, hasConversation: conversations.has, events });

  const history = createHistoryLog({ ...models.connectionHistory, accounts, clock });
  const onExhausted = createExhaustedNotifier({ numbers, writeHistory: history.write, alerts });
  const job = { clock, logger, metrics };
  const leftAtMeta = createLeftAtMeta({ models: models.disconnect, records, vault, graph, onExhausted, events, job });
  const { pendingUnsubscribes, unsubscribes } = leftAtMeta;
  const numbering = createNumbers({
    ...{ models: models.numbers, records, accounts: people, graph, vault, appId, rateLimits, events, clock, logger },
    address: {
      publicUrl: config.API_PUBLIC_URL,
      graphUrl: config.META_GRAPH_URL,
      verifyToken: config.META_WEBHOOK_VERIFY_TOKEN,
      ...{ frontendUrl, isProduction, appSecret },
    },
    lastWroteAt: conversations.lastWroteAt,
    takeCalls: budget.takeForPerson,
    switchOff: (waba) => unsubscribes.switchOff(waba),
  });
  const { schedule, checks, notices, phoneSync, testMessages, billing } = numbering;
  if (!config.CLAMD_URL && isProduction) logger.warn('CLAMD_URL is not set: files are not searched for viruses');
  const sending = createSending({
    scanner: config.CLAMD_URL ? createClamd(config.CLAMD_URL) : undefined,
    ...{ models: models.inbox, store, objects, accounts, numbers, graph, rateLimits, events, clock, logger, metrics },
    ...{ conversations, evidence, preferences, changes: inbox.changes, ownEchoes: inbox.ownEchoes, audit },
  });
  const toApi = describeApiUpload(config.API_PUBLIC_URL);
  const sentTo = config.MEDIA_STORAGE === 's3' && config.S3_UPLOADS === 'browser' ? objects : undefined;
  const uploadTickets = createUploadTickets({
    tickets: models.inbox.uploadTickets,
    uploads: sending.media.uploads,
    sessions: { check: people.checkUnrestricted },
    describeUpload: sentTo ? describeStorageUpload(sentTo, toApi) : toApi,
    objects: sentTo,
    clock,
  });
  const disconnecting = createDisconnecting({
    ...{ models: models.disconnect, accounts: people, records, checks, leftAtMeta, conversations, events, job },
    writeHistory: history.write,
  });
  const { resubscribes, removals } = disconnecting;
  const connecting = createConnect({
    ...{ models: models.connect, accounts: people, numbers: numbering, pendingUnsubscribes, resubscribes },
    ...{ records, graph, vault, rateLimits, events, clock, metrics, logger },
    systemUserToken: config.META_SYSTEM_USER_TOKEN,
    config: {
      ...{ appId, frontendUrl },
      configId: config.META_CONFIG_ID,
      sdkUrl: config.META_SDK_URL,
      graphVersion: config.META_GRAPH_VERSION,
      dialogBaseUrl: config.META_DIALOG_URL,
    },
  });
  const { hosted, attempts, connectedBy } = connecting;
  const ofHistory = { models: models.connectionHistory, log: history };
  const connectionHistory = createConnectionHistory({ ...ofHistory, attempts, accounts: people, events, clock });
  const watching = createMonitoring({
    ...{ models: models.watching, records, schedule, checks, billing, alerts, budget, connectedBy },
    ...{ traffic: inbox.traffic, events, metrics, clock, logger },
  });

  const webhooks = createWebhooks({
    ...{ models: models.webhooks, numbers, liveAccounts, evidence, notices, appSecret, events, metrics, clock, logger },
    accountListeners: [
      notices.keep,
      watching.onAccountUpdate,
      phoneSync.note,
      removals.onAccountUpdate,
      hosted.onAccountUpdate,
      sending.templates.onAccountUpdate,
      inbox.groupNames.onAccountUpdate,
    ],
    ownStatus: numbering.applyTestStatus,
    noteBilled: billing.noteBilled,
    ...{ receive: inbox.receive, addressBook: inbox.addressBook, preferences },
    isDatabaseThere: () => isMongoReady(connection),
    keepDeliveriesDays: config.KEEP_DELIVERIES_DAYS,
    noteUnknown: unknownCodes.noteUpdate,
    timeouts: deps.deliveryTimeouts,
  });
  const { registrationStore } = numbering;
  const keys = createKeys({
    owners: { accounts: people, records, registrationStore, connecting, pendingUnsubscribes },
    ...{ models: models.keys, ring, vault, processes: webhooks.processes, clock, logger },
  });
  const erase = {
    ...{ ...inbox.erase, addressBook: inbox.addressBook.erase, preferences: preferences.erase },
    ...webhooks.erase,
  };
  const deletionSteps = createDeletionSteps({
    removeAccess: createRemoveAccess({ numbers, connections, unsubscribes: pendingUnsubscribes, resubscribes }),
    findScopes: createFindScopes(numbers),
    handlers: [
      ...customerDataHandlers(erase),
      ...connectionHandlers({ notices, attempts, hosted }),
      ...recordHandlers({ watching, testMessages, history, alerts, audit }),
      numbersHandler(connections, numbers, accounts),
    ],
    ...{ audit, writeHistory: history.write, clock },
  });
  const deletions = createDeletionService({
    deletions: models.deletions,
    job: createDeletionJob({ deletions: models.deletions, steps: deletionSteps, events, clock, logger, metrics }),
    ...{ numbers, steps: deletionSteps, audit, clock },
  });
  const givenUp = createGivenUpService({
    jobs: [unsubscribes.job, resubscribes.job, mailQueue.job, sending.media.job, deletions.job],
    ...{ audit, logger },
  });
  const readiness = createReadinessService({
    ...{ graph, attempts, numbers, ticks: models.readinessTicks, settings: toReadinessSettings(config), clock, logger },
  });

  return {
    readiness,
    ...{ events, unknownCodes, givenUp, mailQueue, people, alerting, realtime, connections, inbox, unsubscribes },
    ...{ numbering, sending, uploadTickets, disconnecting, connecting, connectionHistory, keys, watching, webhooks },
    deletions,
  };
}
export type Capabilities = ReturnType<typeof createCapabilities>;
