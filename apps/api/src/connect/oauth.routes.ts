import { Router } from 'express';
import type { RequireMay } from '../accounts/requireMay.js';
import type { ConnectController } from './oauth.controller.js';

export interface ConnectRoutesDeps {
  connect: ConnectController;
  requireMay: RequireMay;
  /** Whether the account knows a number: one it has, or had. */
  knowsNumbers: (accountId: string) => Promise<boolean>;
  /** Whether an attempt of the account takes known numbers only. @throws AppError `not_found`. */
  knownNumbersOnly: (accountId: string, attemptId: string) => Promise<boolean>;
}

/** Everything below `/api/integrations/whatsapp`. */
export function connectRoutes({ connect, requireMay, knowsNumbers, knownNumbersOnly }: ConnectRoutesDeps): Router {
  const router = Router();
  // Support staff may bring back numbers the account knows; only owners connect the first one.
  const mayStart = requireMay('number.reconnect', async ({ accountId }) => ({
    knowsNumbers: await knowsNumbers(accountId),
  }));
  const mayRetry = requireMay('attempt.retry', async ({ accountId }, req) => ({
    knownNumbersOnly: await knownNumbersOnly(accountId, String(req.params.attemptId)),
  }));
  router.get('/status', requireMay('connection.read'), connect.status);
  router.post('/oauth/start', mayStart, connect.start);
  router.post('/oauth', requireMay('attempt.finish'), connect.finish);
  router.post('/oauth/cancel', requireMay('attempt.finish'), connect.cancel);
  router.get('/oauth/attempts/:attemptId', requireMay('connection.read'), connect.attempt);
  router.post('/oauth/attempts/:attemptId/retry', mayRetry, connect.retry);
  router.post('/oauth/attempts/:attemptId/choose', requireMay('number.choose'), connect.choose);
  router.post('/check', requireMay('number.check'), connect.check);
  router.post('/subscribe', requireMay('number.subscribe'), connect.subscribe);
  router.get('/story', requireMay('connection.read'), connect.story);
  router.post('/doctor', requireMay('number.examine'), connect.doctor);
  router.get('/disconnect/preview', requireMay('number.disconnect'), connect.previewDisconnect);
  router.post('/disconnect', requireMay('number.disconnect'), connect.disconnect);
  router.post('/disconnect/undo', requireMay('number.disconnect'), connect.undoDisconnect);
  router.post('/resume', requireMay('number.resume'), connect.resume);
  return router;
}
