import type { Server as HttpServer, RequestListener } from 'node:http';
import type { Express } from 'express';
import type { Connection } from 'mongoose';
import { type Background, createBackground } from './background.js';
import { createCapabilities } from './capabilities.js';
import type { Config } from './config.js';
import { createHandler } from './http.js';
import type { GraphTimeouts } from './metaClient.js';
import { listMigrations } from './migrations.js';
import { createModels } from './models.js';
import type { Monitoring } from './monitoring/monitoring.js';
import { compileTrust } from './platform/clientAddress.js';
import type { Clock } from './platform/clock.js';
import { answerWithoutDatabase, createDatabasePulse, type PulseTimes, pulseTimes } from './platform/databasePulse.js';
import { healthRoutes } from './platform/health.routes.js';
import { requireOwnDatabase } from './platform/installation.js';
import type { Logger } from './platform/logger.js';
import { createMetrics } from './platform/metrics.js';
import { requirePrepared } from './platform/migrations.js';
import { openObjectStorage } from './platform/openObjectStorage.js';
import { type Limits, mongoRateLimits, noteLimits } from './platform/rateLimits.js';
import type { ReadLimits } from './platform/readBudget.js';
import { takeSignedAddress } from './platform/signedAddress.js';
import type { SlowBodyTimes } from './platform/slowBodies.js';
import { readStage, requireStage } from './platform/stage.js';
import type { SocketLimits } from './realtime/limits.js';
import { createRoutes } from './routes.js';
import { objectStorageIn } from './storageSettings.js';
import { isDelivery } from './webhooks/webhook.receiver.js';
import type { DeliveryTimeouts } from './webhooks/webhooks.js';

export interface AppDeps {
  config: Config;
  connection: Connection;
  logger: Logger;
  clock: Clock;
  graphTimeouts?: GraphTimeouts;
  /** In place of the usual ones. */
  limits?: { sockets?: Partial<SocketLimits>; slowBodies?: SlowBodyTimes; reads?: ReadLimits; pulse?: PulseTimes };
  deliveryTimeouts?: DeliveryTimeouts;
}

export interface SwitchboardApp extends Omit<Background, 'isScheduling'> {
  listener: RequestListener;
  handler: Express;
  /** Adds the live channel to the HTTP server. */
  attach(server: HttpServer): void;
  /** Ends everything in order. The HTTP server is the caller's. */
  stop(): Promise<void>;
  watching: Monitoring;
  /** Every rate limit by its name. */
  limits: Limits;
}

/** Makes the capabilities, the routes and the work beside requests, for `main.ts` and the tests alike. */
export async function createApp(deps: AppDeps): Promise<SwitchboardApp> {
  const { config, connection, logger, clock, limits } = deps;
  const isProduction = config.NODE_ENV === 'production';
  const trust = compileTrust(config.TRUSTED_PROXIES);
  const metrics = createMetrics();
  const { rateLimits, limits: limitsMade } = noteLimits(mongoRateLimits(connection, metrics));
  const times = limits?.pulse ?? pulseTimes;
  const pulse = createDatabasePulse(connection, times);
  const models = createModels(connection);
  const kids = config.TOKEN_ENCRYPTION_KEYS.map(({ kid }) => kid);
  const migrations = listMigrations({ connection, models, kids, clock });
  await requireStage(models.release.releases, readStage(config));
  await requirePrepared({ connection, models: models.release, migrations });
  await requireOwnDatabase(models.installations, { appId: config.META_APP_ID, stage: config.NODE_ENV });

  const storage = objectStorageIn(config);
  const objects = storage && (await openObjectStorage(storage, logger));
  const capabilities = createCapabilities({
    ...{ config, connection, models, objects, trust, rateLimits, metrics, logger, clock, limits },
    graphTimeouts: deps.graphTimeouts,
    deliveryTimeouts: deps.deliveryTimeouts,
  });
  const { keys, people, realtime, sending, watching, webhooks } = capabilities;
  await keys.rollout.announce();
  await webhooks.projector.open();
  await sending.giveLifeSign();
  const { isScheduling, ...background } = createBackground(capabilities, { connection, objects, logger });

  let stopping = false;
  const handler = createHandler({
    ...{ logger, metrics, isProduction },
    callers: { trust, takeSigned: takeSignedAddress(config.WEB_ADDRESS_SECRET, clock, logger) },
    slowBodies: limits?.slowBodies,
    withoutDatabase: answerWithoutDatabase(pulse, times),
    routes: {
      health: healthRoutes({
        connection,
        pulse,
        metrics,
        mayReadHealth: people.requireMay('health.read'),
        mayReadMetrics: people.requireMay('metrics.read'),
        lifecycle: { isStopping: () => stopping, isScheduling },
        redis: realtime.sockets.redis,
        storage: () => objects?.state(),
      }),
      ...createRoutes(capabilities, { config, rateLimits, limits: limitsMade, metrics, clock }),
    },
  });
  return {
    ...background,
    handler,
    // In front of Express, whose cost a delivery does not pay.
    listener: (req, res) => (isDelivery(req) ? webhooks.receiver(req, res) : handler(req, res)),
    attach: (server) => realtime.sockets.attach(server),
    async stop() {
      stopping = true;
      await background.stop();
      pulse.stop();
      objects?.close();
    },
    watching,
    limits: limitsMade,
  };
}
