import { connectEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { Mount } from '../accounts/mount.js';
import type { OAuthController } from './oauth.controller.js';
import { requireChoice } from './requireChoice.js';

export interface OAuthRoutesDeps {
  oauth: OAuthController;
  mount: Mount;
  /** Whether the account knows a number: one it has, or had. */
  knowsNumbers: (accountId: string) => Promise<boolean>;
  /** Whether an attempt of the account takes known numbers only. @throws AppError `not_found`. */
  knownNumbersOnly: (accountId: string, attemptId: string) => Promise<boolean>;
}

/** Connecting numbers, and asking how they are. */
export function oauthRoutes({ oauth, mount, knowsNumbers, knownNumbersOnly }: OAuthRoutesDeps): Router {
  const router = Router();
  mount(router, connectEndpoints.status, oauth.status);
  // Support staff may bring back numbers the account knows; only owners connect the first one.
  mount(router, connectEndpoints.start, oauth.start, {
    subject: async ({ accountId }) => ({ knowsNumbers: await knowsNumbers(accountId) }),
  });
  mount(router, connectEndpoints.finish, oauth.finish);
  mount(router, connectEndpoints.cancel, oauth.cancel);
  mount(router, connectEndpoints.attempt, oauth.attempt);
  mount(router, connectEndpoints.retry, oauth.retry, {
    subject: async ({ accountId }, req) => ({
      knownNumbersOnly: await knownNumbersOnly(accountId, String(req.params.attemptId)),
    }),
  });
  mount(router, connectEndpoints.choose, oauth.choose, { before: [requireChoice] });
  mount(router, connectEndpoints.check, oauth.check);
  mount(router, connectEndpoints.subscribe, oauth.subscribe);
  mount(router, connectEndpoints.examine, oauth.examine);
  return router;
}
