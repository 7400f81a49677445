import express, { type Express, type Request, type RequestHandler, type Router } from 'express';
import helmet from 'helmet';
import type { Trust } from './platform/clientAddress.js';
import { errorHandler, notFoundHandler } from './platform/errorHandler.js';
import type { Logger } from './platform/logger.js';
import { httpMetrics, type Metrics } from './platform/metrics.js';
import { requestLog } from './platform/requestLog.js';
import { requireJson } from './platform/requireJson.js';
import { checkReplies } from './platform/sendReply.js';
import { endSlowBodies, type SlowBodyTimes } from './platform/slowBodies.js';
import { traceRequests } from './platform/tracing.js';
import { noticeUntrustedProxy } from './platform/untrustedProxy.js';

/** Every route, by what is done to a request before it. */
export interface Routes {
  /** Tells browsers what pages of another origin may ask, which they ask by OPTIONS first. */
  crossOrigin: RequestHandler;
  /** Answered also while the database is silent. */
  health: Router;
  /** Routes that read their bodies themselves: files, and forms that Meta posts. */
  raw: readonly Router[];
  /** Routes that take JSON, and nothing else. */
  json: readonly Router[];
}

export interface HandlerDeps {
  logger: Logger;
  metrics: Metrics;
  /** Who is believed about where a request comes from. */
  callers: { trust: Trust; takeSigned: RequestHandler };
  isProduction: boolean;
  slowBodies: SlowBodyTimes | undefined;
  /** Answers in place of a route that waits for a silent database. */
  withoutDatabase: RequestHandler;
  routes: Routes;
}

/** A file may come for longer than JSON. */
const isFile = ({ path }: Request): boolean => path === '/api/media' || path === '/api/media/uploads';

/** Express answers OPTIONS before any guard, which would reveal every route. */
const hideMethods: RequestHandler = (req, res, next) =>
  req.method === 'OPTIONS' ? notFoundHandler(req, res, next) : next();

/** The Express app, with one log, metrics, headers and error answers for every route. */
export function createHandler(deps: HandlerDeps): Express {
  const { logger, metrics, callers, isProduction, slowBodies, withoutDatabase, routes } = deps;
  const handler = express();
  handler.disable('x-powered-by');
  // Answers may not be cached: no tags to compare.
  handler.disable('etag');
  handler.set('trust proxy', callers.trust);
  checkReplies(handler, !isProduction);
  handler.use(requestLog(logger));
  handler.use(httpMetrics(metrics));
  handler.use(callers.takeSigned);
  handler.use(endSlowBodies(isFile, slowBodies));
  handler.use(
    helmet({ contentSecurityPolicy: { directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } } }),
  );
  // Before whatever refuses: without it a page may not read the refusal either.
  handler.use(routes.crossOrigin);
  handler.use(hideMethods);
  handler.use(routes.health);
  // Not before: probes and scrapes come every few seconds.
  handler.use(noticeUntrustedProxy(callers.trust, metrics, logger));
  handler.use(traceRequests);
  handler.use(withoutDatabase);
  handler.use(...routes.raw);
  handler.use(express.json({ limit: '100kb' }), requireJson);
  handler.use(...routes.json);
  handler.use(notFoundHandler);
  handler.use(errorHandler);
  return handler;
}
