import type { Server as HttpServer, RequestListener } from 'node:http';
import type { Express } from 'express';
import type { Connection } from 'mongoose';
import { type Background, createBackground } from './background.js';
import { createCapabilities } from './capabilities.js';
import type { Config } from './config.js';
import { createHandler } from './http.js';
import type { GraphTimeouts } from './metaClient.js';
import { createModels } from './models.js';
import { trustOf } from './platform/clientAddress.js';
import type { Clock } from './platform/clock.js';
import { answerWithoutDatabase, createDatabasePulse, type PulseTimes, pulseTimes } from './platform/databasePulse.js';
import { healthRoutes } from './platform/health.routes.js';
import type { Logger } from './platform/logger.js';
import { createMetrics } from './platform/metrics.js';
import { requireIndexes } from './platform/mongo.js';
import { type Limits, mongoRateLimits, noteLimits } from './platform/rateLimits.js';
import type { ReadLimits } from './platform/readBudget.js';
import type { SlowBodyTimes } from './platform/slowBodies.js';
import type { SocketLimits } from './realtime/socketLimits.js';
import { routesOf } from './routes.js';
import type { Watching } from './watching/watching.js';
import { isDelivery } from './webhooks/webhook.receiver.js';

export interface AppDeps {
  config: Config;
  connection: Connection;
  logger: Logger;
  clock: Clock;
  graphTimeouts?: GraphTimeouts;
  /** Instead of the usual ones. */
  limits?: { sockets?: Partial<SocketLimits>; slowBodies?: SlowBodyTimes; reads?: ReadLimits; pulse?: PulseTimes };
  /** Milliseconds for the body of one delivery of Meta's. */
  webhookBodyTimeoutMs?: number;
  /** Milliseconds that storing a delivery is waited for. */
  appendTimeoutMs?: number;
}

export interface SwitchboardApp extends Omit<Background, 'isScheduling'> {
  /** Everything over HTTP: Meta's deliveries first, then `handler`. */
  listener: RequestListener;
  /** What Express answers. */
  handler: Express;
  /** Puts the live channel on the same HTTP server. */
  attach(server: HttpServer): void;
  /** Lets go in order: no new readiness, sockets closed, runs and jobs finished. The HTTP server is the caller's. */
  stop(): Promise<void>;
  watching: Watching;
  /** Every rate limit by its name. */
  limits: Limits;
}

/**
 * Makes the whole of it: the capabilities, the routes, the work beside requests. Used by `main.ts` with the real
 * environment and by the tests with a database of their own and the sandbox as Meta; nothing inside asks which of the two
 * it is.
 */
export async function createApp(deps: AppDeps): Promise<SwitchboardApp> {
  const { config, connection, logger, clock, limits } = deps;
  const isProduction = config.NODE_ENV === 'production';
  const trust = trustOf(config.TRUSTED_PROXIES);
  const metrics = createMetrics();
  const { rateLimits, limits: limitsMade } = noteLimits(mongoRateLimits(connection, metrics));
  const times = limits?.pulse ?? pulseTimes;
  const pulse = createDatabasePulse(connection, times);
  const models = createModels(connection);
  await requireIndexes(connection);

  const capabilities = createCapabilities({
    ...{ config, connection, models, trust, rateLimits, metrics, logger, clock, limits },
    graphTimeouts: deps.graphTimeouts,
    webhookBodyTimeoutMs: deps.webhookBodyTimeoutMs,
    appendTimeoutMs: deps.appendTimeoutMs,
  });
  const { people, realtime, sending, watching, webhooks } = capabilities;
  await webhooks.projector.open();
  await sending.beat();
  const { isScheduling, ...background } = createBackground(capabilities, connection, logger);

  let stopping = false;
  const handler = createHandler({
    ...{ logger, metrics, trust, isProduction },
    slowBodies: limits?.slowBodies,
    withoutDatabase: answerWithoutDatabase(pulse, times),
    health: healthRoutes({
      ...{ connection, pulse, metrics },
      mayReadHealth: people.requireMay('health.read'),
      mayReadMetrics: people.requireMay('metrics.read'),
      isStopping: () => stopping,
      isScheduling,
      redis: realtime.sockets.redis,
    }),
    ...routesOf(capabilities, { config, rateLimits, limits: limitsMade, metrics, clock }),
  });
  return {
    ...background,
    handler,
    // In front of Express, so that a delivery costs what bare node:http costs.
    listener: (req, res) => (isDelivery(req) ? webhooks.receiver(req, res) : handler(req, res)),
    attach: (server) => realtime.sockets.attach(server),
    async stop() {
      stopping = true;
      await background.stop();
      pulse.stop();
    },
    watching,
    limits: limitsMade,
  };
}
