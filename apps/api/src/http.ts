import express, { type Express, type RequestHandler, type Router } from 'express';
import helmet from 'helmet';
import type { Trust } from './platform/clientAddress.js';
import { errorHandler, notFoundHandler } from './platform/errorHandler.js';
import type { Logger } from './platform/logger.js';
import { httpMetrics, type Metrics, rememberMount } from './platform/metrics.js';
import { requestLog } from './platform/requestLog.js';
import { requireJson } from './platform/requireJson.js';
import { checkReplies } from './platform/sendReply.js';
import { endSlowBodies, type SlowBodyTimes } from './platform/slowBodies.js';
import { noticeUntrustedProxy } from './platform/untrustedProxy.js';

/** Routes by the path they are mounted at. Two entries may share a path: the first that knows the rest of it answers. */
export type Mounts = readonly (readonly [path: string, routes: Router])[];

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
  raw: Mounts;
  /** What takes JSON, and nothing else. */
  json: Mounts;
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
  const mount = (mounts: Mounts) => {
    for (const [path, routes] of mounts) handler.use(path, rememberMount(path), routes);
  };
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
  mount(raw);
  handler.use(express.json({ limit: '100kb' }), requireJson);
  mount(json);
  handler.use(notFoundHandler);
  handler.use(errorHandler);
  return handler;
}
