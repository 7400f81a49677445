import { randomUUID } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import { pinoHttp } from 'pino-http';
import type { Logger } from './logger.js';

/** A caller's id is kept where it is harmless, to follow a request through proxies. */
const acceptableId = /^[A-Za-z0-9_-]{8,64}$/;

/** The person who asks, by public ids. */
export interface Asker {
  userId: string;
  accountId: string;
  sessionId: string;
}

export function nameInLog(res: Response, { userId, accountId, sessionId }: Asker): void {
  res.locals.asker = { userId, accountId, sessionId } satisfies Asker;
}

/** Gives every request an id (`X-Request-Id`), and logs a line when it is answered. Queries may hold login codes: no query. */
export function requestLog(logger: Logger): RequestHandler {
  return pinoHttp({
    logger,
    genReqId(req, res) {
      const given = req.headers['x-request-id'];
      const id = typeof given === 'string' && acceptableId.test(given) ? given : randomUUID();
      res.setHeader('X-Request-Id', id);
      return id;
    },
    serializers: {
      req: (req) => ({ id: req.id, method: req.method, path: String(req.url).split('?')[0] }),
      res: (res) => ({ status: res.statusCode }),
    },
    customProps: (_req, res) => (res as Response).locals?.asker ?? {},
    customLogLevel: (_req, res, error) => (error || res.statusCode >= 500 ? 'error' : 'info'),
    // The error handler logs the cause.
    customErrorObject: (_req, _res, _error, value) => ({ ...value, err: undefined }),
    autoLogging: { ignore: (req) => req.url === '/healthz' || req.url === '/readyz' || req.url === '/metrics' },
  });
}
