import { webhookEndpoints } from '@switchboard/contracts';
import { readSignedRequest, type SignedRequest } from '@switchboard/graph';
import express, { type ErrorRequestHandler, type Request, Router } from 'express';
import type { Mount } from '../accounts/mount.js';
import { readAddress } from '../accounts/requireMay.js';
import type { RemovalService } from '../disconnect/removal.service.js';
import { toNetworkPrefix } from '../platform/clientAddress.js';
import { type Clock, later } from '../platform/clock.js';
import { done } from '../platform/endpoint.js';
import { AppError } from '../platform/errors.js';
import type { Metrics } from '../platform/metrics.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { DeletionService } from './deletion.service.js';
import { requestAheadMs, requestOldestMs } from './lifetimes.js';

export interface MetaCallbackDeps {
  appSecret: string;
  frontendUrl: string;
  removals: Pick<RemovalService, 'onDeauthorized'>;
  deletions: Pick<DeletionService, 'request'>;
  mount: Mount;
  metrics: Metrics;
  clock: Clock;
}

/**
 * A person has removed the app, or wants what came with their login deleted (meta-platform 11). Form-encoded, with one
 * signed field; nothing is believed before its signature and age are.
 */
export function metaCallbackRoutes(deps: MetaCallbackDeps): Router {
  const { appSecret, frontendUrl, removals, deletions, mount, metrics, clock } = deps;

  function refuse(reason: string): never {
    metrics.signedRequests.inc({ result: reason });
    throw new AppError('signed_request_invalid');
  }

  function readRequest(req: Request): SignedRequest {
    const body: unknown = req.body;
    const field = typeof body === 'object' && body !== null && 'signed_request' in body ? body.signed_request : null;
    if (typeof field !== 'string') return refuse('malformed');
    const read = readSignedRequest(field, appSecret);
    if (!read.ok) return refuse(read.problem);
    const { issuedAt, expiresAt } = read.request;
    const now = clock.now();
    if (issuedAt < later(now, -requestOldestMs) || (expiresAt && expiresAt < now)) return refuse('too_old');
    if (issuedAt > later(now, requestAheadMs)) return refuse('in_the_future');
    metrics.signedRequests.inc({ result: 'ok' });
    return read.request;
  }

  const unreadable: ErrorRequestHandler = (error, _req, _res, next) => {
    if (error instanceof AppError) return next(error);
    // Only the parser fails before a handler, and its errors have a type.
    if (typeof error === 'object' && error !== null && 'type' in error) {
      metrics.signedRequests.inc({ result: 'malformed' });
      return next(new AppError('signed_request_invalid', { cause: error }));
    }
    next(error);
  };

  const router = Router();
  const form = express.urlencoded({ extended: false, limit: '20kb', parameterLimit: 20 });
  router.use('/api/webhooks/meta', form, unreadable);
  mount(router, webhookEndpoints.deauthorize, async ({ req }) => {
    const { userId, issuedAt } = readRequest(req);
    await removals.onDeauthorized(userId, issuedAt, clock.now());
    return done;
  });
  mount(router, webhookEndpoints.requestDeletion, async ({ req }) => {
    const { userId } = readRequest(req);
    const code = await deletions.request(userId);
    return { url: `${frontendUrl}/data-deletion/${code}`, confirmation_code: code };
  });
  return router;
}

/** How far a deletion is, for whoever has its code. */
export function deletionRoutes(deletions: Pick<DeletionService, 'look'>, rateLimits: RateLimits, mount: Mount): Router {
  const perAddress = rateLimits('deletion-address', { points: 60, durationSeconds: 15 * 60 });
  const router = Router();
  mount(router, webhookEndpoints.deletion, async ({ params, req, res }) => {
    await perAddress.take(toNetworkPrefix(readAddress(req)));
    res.setHeader('Cache-Control', 'no-store');
    return { ...done, ...(await deletions.look(params.code)) };
  });
  return router;
}
