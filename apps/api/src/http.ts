import express, { type Express, type RequestHandler, type Router } from 'express';
import helmet from 'helmet';
import type { Trust } from './platform/clientAddress.js';
import { errorHandler, notFoundHandler } from './platform/errorHandler.js';
import type { Logger } from './platform/logger.js';
import { httpMetrics, type Metrics } from './platform/metrics.js';
import { requestLog } from './platform/requestLog.js';
import { requireJson } from './platform/requireJson.js';
import { checkReplies } from './platform/sendReply.js';
import { endSlowBodies, type SlowBodyTimes } from './platform/slowBodies.js';
import { noticeUntrustedProxy } from './platform/untrustedProxy.js';

export interface HandlerDeps {
  logger: Logger;
  metrics: Metrics;
  /** Which proxies in front are believed. */
  trust: Trust;
  isProduction: boolean;
  slowBodies: SlowBodyTimes | undefined;
  health: Router;
  /** Answers in the place of routes that wait for a database which does not answer. */
  withoutDatabase: RequestHandler;
  /** What reads its bodies itself: files, and forms that Meta posts. */
  raw: readonly Router[];
  /** What takes JSON, and nothing else. */
  json: readonly Router[];
}

/** Express answers OPTIONS by itself, before any guard: whoever asks would learn of every route that it is there. */
const tellNoMethods: RequestHandler = (req, res, next) =>
  req.method === 'OPTIONS' ? notFoundHandler(req, res, next) : next();

/** What Express answers: the same log, figures, headers and error answers for every route. */
export function createHandler(deps: HandlerDeps): Express {
  const { logger, metrics, trust, isProduction, slowBodies, health, withoutDatabase, raw, json } = deps;
  const handler = express();
  handler.disable('x-powered-by');
  // Nothing that is answered here may be kept, so nobody asks whether it has changed.
  handler.disable('etag');
  handler.set('trust proxy', trust);
  checkReplies(handler, !isProduction);
  handler.use(requestLog(logger));
  handler.use(httpMetrics(metrics));
  handler.use(noticeUntrustedProxy(trust, metrics, logger));
  handler.use(endSlowBodies((req) => req.path.startsWith('/api/media'), slowBodies));
  handler.use(
    helmet({ contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } } }),
  );
  handler.use(tellNoMethods);
  handler.use(health);
  handler.use(withoutDatabase);
  handler.use(...raw);
  handler.use(express.json({ limit: '100kb' }), requireJson);
  handler.use(...json);
  handler.use(notFoundHandler);
  handler.use(errorHandler);
  return handler;
}
