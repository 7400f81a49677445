import { Router } from 'express';
import type { RequireMay } from '../accounts/requireMay.js';
import type { OAuthController } from './oauth.controller.js';

export interface OAuthRoutesDeps {
  oauth: OAuthController;
  requireMay: RequireMay;
  knowsNumbers: (accountId: string) => Promise<boolean>;
  knownNumbersOnly: (accountId: string, attemptId: string) => Promise<boolean>;
}

/** Below `/api/integrations/whatsapp`: connecting numbers, and asking how they are. */
export function oauthRoutes({ oauth, requireMay, knowsNumbers, knownNumbersOnly }: OAuthRoutesDeps): Router {
  const router = Router();
  // Support staff may bring back numbers the account knows; only owners connect the first one.
  const mayStart = requireMay('number.reconnect', async ({ accountId }) => ({
    knowsNumbers: await knowsNumbers(accountId),
  }));
  const mayRetry = requireMay('attempt.retry', async ({ accountId }, req) => ({
    knownNumbersOnly: await knownNumbersOnly(accountId, String(req.params.attemptId)),
  }));
  router.get('/status', requireMay('connection.read'), oauth.status);
  router.post('/oauth/start', mayStart, oauth.start);
  router.post('/oauth', requireMay('attempt.finish'), oauth.finish);
  router.post('/oauth/cancel', requireMay('attempt.finish'), oauth.cancel);
  router.get('/oauth/attempts/:attemptId', requireMay('connection.read'), oauth.attempt);
  router.post('/oauth/attempts/:attemptId/retry', mayRetry, oauth.retry);
  router.post('/oauth/attempts/:attemptId/choose', requireMay('number.choose'), oauth.choose);
  router.post('/check', requireMay('number.check'), oauth.check);
  router.post('/subscribe', requireMay('number.subscribe'), oauth.subscribe);
  router.post('/doctor', requireMay('number.examine'), oauth.doctor);
  return router;
}
