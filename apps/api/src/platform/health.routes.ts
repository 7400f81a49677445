import { systemEndpoints } from '@switchboard/contracts';
import { type RequestHandler, Router } from 'express';
import type { Connection } from 'mongoose';
import type { DatabasePulse } from './databasePulse.js';
import { mountEndpoint } from './endpoint.js';
import type { Metrics } from './metrics.js';
import { isMongoReady } from './mongo.js';

export interface HealthDeps {
  connection: Connection;
  /** Told where the database has answered: who is told that all is well is not refused for want of it. */
  pulse: Pick<DatabasePulse, 'noteAnswer'>;
  metrics: Metrics;
  /** Let through who may ask how it is, and who may read the figures: these tell about customers. */
  mayReadHealth: RequestHandler;
  mayReadMetrics: RequestHandler;
  isStopping: () => boolean;
  /** Whether the work that one process does for all is done from here; undefined: this process does none. */
  isScheduling: () => boolean | undefined;
  /** What Redis is doing; undefined: there is none. */
  redis: () => 'ok' | 'unreachable' | undefined;
}

/** `/healthz` the process, `/readyz` its dependencies by name, `/metrics` for Prometheus. */
export function healthRoutes(deps: HealthDeps): Router {
  const { connection, pulse, metrics, mayReadHealth, mayReadMetrics, isStopping, isScheduling, redis } = deps;
  const router = Router();
  mountEndpoint(router, systemEndpoints.alive, [mayReadHealth], async () => ({ status: 'ok' }));
  mountEndpoint(router, systemEndpoints.ready, [mayReadHealth], async ({ res }) => {
    const mongo = await isMongoReady(connection);
    if (mongo) pulse.noteAnswer();
    const ready = mongo && !isStopping();
    const scheduling = isScheduling();
    const redisState = redis();
    res.status(ready ? 200 : 503);
    return {
      status: ready ? 'ok' : isStopping() ? 'stopping' : 'unready',
      dependencies: {
        mongo: mongo ? 'ok' : 'unreachable',
        // Named, but no reason to send people elsewhere: it starts by itself, and another process does its work meanwhile.
        ...(scheduling === undefined ? {} : { scheduler: scheduling ? 'ok' : 'starting' }),
        // Nor is this: without it each process tells its own browsers, and the others ask.
        ...(redisState ? { redis: redisState } : {}),
      },
    };
  });
  mountEndpoint(router, systemEndpoints.metrics, [mayReadMetrics], async ({ res }) => {
    const redisState = redis();
    if (redisState) metrics.redisUp.set(redisState === 'ok' ? 1 : 0);
    res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
    return undefined;
  });
  return router;
}
