import { systemEndpoints } from '@switchboard/contracts';
import { type RequestHandler, Router } from 'express';
import type { Connection } from 'mongoose';
import type { DatabasePulse } from './databasePulse.js';
import { mountEndpoint } from './endpoint.js';
import type { Metrics } from './metrics.js';
import { isMongoReady } from './mongo.js';
import type { StorageState } from './objectStorage.js';

/** Where this process is between its start and its end. */
export interface Lifecycle {
  isStopping: () => boolean;
  /** Whether this process takes part in the work that one process does for all; undefined before it begins to. */
  isScheduling: () => boolean | undefined;
}

export interface HealthDeps {
  connection: Connection;
  /** Learns that the database answered. */
  pulse: Pick<DatabasePulse, 'noteAnswer'>;
  metrics: Metrics;
  mayReadHealth: RequestHandler;
  mayReadMetrics: RequestHandler;
  lifecycle: Lifecycle;
  /** Undefined where there is no Redis. */
  redis: () => 'ok' | 'unreachable' | undefined;
  /** Undefined where there is no object storage. */
  storage: () => StorageState | undefined;
}

/** `/healthz` the process, `/readyz` its dependencies by name, `/metrics` for Prometheus. */
export function healthRoutes(deps: HealthDeps): Router {
  const { connection, pulse, metrics, mayReadHealth, mayReadMetrics, lifecycle, redis, storage } = deps;
  const router = Router();
  mountEndpoint(router, systemEndpoints.alive, [mayReadHealth], async () => ({ status: 'ok' as const }));
  mountEndpoint(router, systemEndpoints.ready, [mayReadHealth], async ({ res }) => {
    const mongo = await isMongoReady(connection);
    if (mongo) pulse.noteAnswer();
    const isStopping = lifecycle.isStopping();
    const ready = mongo && !isStopping;
    const scheduling = lifecycle.isScheduling();
    const redisState = redis();
    const storageState = storage();
    const status: 'ok' | 'stopping' | 'unready' = ready ? 'ok' : isStopping ? 'stopping' : 'unready';
    res.status(ready ? 200 : 503);
    return {
      status,
      dependencies: {
        mongo: mongo ? 'ok' : 'unreachable',
        // Shown, but no reason to be unready: another process does its work meanwhile.
        ...(scheduling === undefined ? {} : { scheduler: scheduling ? 'ok' : 'starting' }),
        // Nor is Redis: without it each process notifies its own browsers, and the others ask.
        ...(redisState ? { redis: redisState } : {}),
        // Nor is object storage: messages come and go without it, and files wait.
        ...(storageState ? { storage: storageState } : {}),
      },
    };
  });
  mountEndpoint(router, systemEndpoints.metrics, [mayReadMetrics], async ({ res }) => {
    const redisState = redis();
    if (redisState) metrics.redisUp.set(redisState === 'ok' ? 1 : 0);
    const storageState = storage();
    metrics.objectStorageUp.set(storageState && !['ok', 'starting'].includes(storageState) ? 0 : 1);
    res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
    return undefined;
  });
  return router;
}
