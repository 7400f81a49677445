import { deletionReply } from '@switchboard/contracts';
import { readSignedRequest, type SignedRequest } from '@switchboard/graph';
import express, { type ErrorRequestHandler, type Request, Router } from 'express';
import { addressOf, type RequireMay } from '../accounts/requireMay.js';
import type { RemovalService } from '../connect/removal.service.js';
import { networkOf } from '../platform/clientAddress.js';
import { type Clock, hours, later, minutes } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import type { Metrics } from '../platform/metrics.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { DeletionService } from './deletion.service.js';

export interface MetaCallbackDeps {
  appSecret: string;
  frontendUrl: string;
  removals: Pick<RemovalService, 'onDeauthorized'>;
  deletions: Pick<DeletionService, 'request'>;
  requireMay: RequireMay;
  metrics: Metrics;
  clock: Clock;
}

/** Meta sends at once: an older request was kept by somebody. Clocks differ a little. */
const oldestMs = hours(1);
const aheadMs = minutes(5);

/**
 * `POST /api/webhooks/meta/deauthorize` and `/data-deletion` (meta-platform 11). Form-encoded with one signed field,
 * which is believed once signature and age are right.
 */
export function metaCallbackRoutes(deps: MetaCallbackDeps): Router {
  const { appSecret, frontendUrl, removals, deletions, requireMay, metrics, clock } = deps;

  function refuse(reason: string): never {
    metrics.signedRequests.inc({ result: reason });
    throw new AppError('signed_request_invalid');
  }

  function requestOf(req: Request): SignedRequest {
    const body: unknown = req.body;
    const field = typeof body === 'object' && body !== null && 'signed_request' in body ? body.signed_request : null;
    if (typeof field !== 'string') return refuse('malformed');
    const read = readSignedRequest(field, appSecret);
    if (!read.ok) return refuse(read.problem);
    const { issuedAt, expiresAt } = read.request;
    const now = clock.now();
    if (issuedAt < later(now, -oldestMs) || (expiresAt && expiresAt < now)) return refuse('too_old');
    if (issuedAt > later(now, aheadMs)) return refuse('in_the_future');
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
  router.use(express.urlencoded({ extended: false, limit: '20kb', parameterLimit: 20 }), unreadable);
  router.post('/deauthorize', requireMay('webhook.callback'), async (req, res) => {
    const { userId, issuedAt } = requestOf(req);
    await removals.onDeauthorized(userId, issuedAt, clock.now());
    res.json({ success: true });
  });
  router.post('/data-deletion', requireMay('webhook.callback'), async (req, res) => {
    const { userId } = requestOf(req);
    const code = await deletions.request(userId);
    // Meta prescribes these fields.
    res.json({ url: `${frontendUrl}/data-deletion/${code}`, confirmation_code: code });
  });
  return router;
}

/** `GET /api/data-deletion/:code`: for whoever has the code. */
export function deletionRoutes(
  deletions: Pick<DeletionService, 'look'>,
  rateLimits: RateLimits,
  requireMay: RequireMay,
): Router {
  const perAddress = rateLimits('deletion-address', { points: 60, durationSeconds: 15 * 60 });
  const router = Router();
  router.get('/:code', requireMay('deletion.read'), async (req, res) => {
    await perAddress.take(networkOf(addressOf(req)));
    res.setHeader('Cache-Control', 'no-store');
    res.json(deletionReply.parse({ success: true, ...(await deletions.look(req.params.code)) }));
  });
  return router;
}
