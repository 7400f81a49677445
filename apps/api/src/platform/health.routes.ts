import { Router } from 'express';
import type { Connection } from 'mongoose';
import type { DatabasePulse } from './databasePulse.js';
import { AppError } from './errors.js';
import { sameText } from './ids.js';
import type { Metrics } from './metrics.js';
import { isMongoReady } from './mongo.js';

export interface HealthDeps {
  connection: Connection;
  /** Told where the database has answered: who is told that all is well is not refused for want of it. */
  pulse: Pick<DatabasePulse, 'noteAnswer'>;
  metrics: Metrics;
  metricsToken: string | undefined;
  isProduction: boolean;
  isStopping: () => boolean;
  /** Whether the work that one process does for all is done from here; undefined: this process does none. */
  isScheduling: () => boolean | undefined;
  /** What Redis is doing; undefined: there is none. */
  redis: () => 'ok' | 'unreachable' | undefined;
}

/** `/healthz` the process, `/readyz` its dependencies by name, `/metrics` for Prometheus. */
export function healthRoutes(deps: HealthDeps): Router {
  const { connection, pulse, metrics, metricsToken, isProduction, isStopping, isScheduling, redis } = deps;
  const router = Router();
  router.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' });
  });
  router.get('/readyz', async (_req, res) => {
    const mongo = await isMongoReady(connection);
    if (mongo) pulse.noteAnswer();
    const ready = mongo && !isStopping();
    const scheduling = isScheduling();
    const dependencies = {
      mongo: mongo ? 'ok' : 'unreachable',
      // Named, but no reason to send people elsewhere: it starts by itself, and another process does its work meanwhile.
      ...(scheduling === undefined ? {} : { scheduler: scheduling ? 'ok' : 'starting' }),
      // Nor is this: without it each process tells its own browsers, and the others ask.
      ...(redis() ? { redis: redis() } : {}),
    };
    res.status(ready ? 200 : 503).json({ status: ready ? 'ok' : isStopping() ? 'stopping' : 'unready', dependencies });
  });
  router.get('/metrics', async (req, res) => {
    // Figures tell about customers: in production only with the operator's token, elsewhere open.
    const given = /^Bearer (.+)$/.exec(req.get('authorization') ?? '')?.[1];
    const allowed = metricsToken ? given !== undefined && sameText(given, metricsToken) : !isProduction;
    if (!allowed) throw new AppError('not_found');
    const redisState = redis();
    if (redisState) metrics.redisUp.set(redisState === 'ok' ? 1 : 0);
    res.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return router;
}
