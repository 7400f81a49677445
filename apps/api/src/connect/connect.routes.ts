import { connectEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { Mount } from '../accounts/mount.js';
import type { ConnectController } from './connect.controller.js';
import { requireChoice } from './requireChoice.js';

export interface ConnectRoutesDeps {
  connect: ConnectController;
  mount: Mount;
  /** Whether the account knows a number: one it has, or had. */
  knowsNumbers: (accountId: string) => Promise<boolean>;
  /** Whether an attempt of the account takes known numbers only. @throws AppError `not_found`. */
  knownNumbersOnly: (accountId: string, attemptId: string) => Promise<boolean>;
}

/** Everything below `/api/integrations/whatsapp`. */
export function connectRoutes({ connect, mount, knowsNumbers, knownNumbersOnly }: ConnectRoutesDeps): Router {
  const router = Router();
  mount(router, connectEndpoints.status, connect.status);
  // Support staff may bring back numbers the account knows; only owners connect the first one.
  mount(router, connectEndpoints.start, connect.start, {
    subject: async ({ accountId }) => ({ knowsNumbers: await knowsNumbers(accountId) }),
  });
  mount(router, connectEndpoints.finish, connect.finish);
  mount(router, connectEndpoints.cancel, connect.cancel);
  mount(router, connectEndpoints.attempt, connect.attempt);
  mount(router, connectEndpoints.retry, connect.retry, {
    subject: async ({ accountId }, req) => ({
      knownNumbersOnly: await knownNumbersOnly(accountId, String(req.params.attemptId)),
    }),
  });
  mount(router, connectEndpoints.choose, connect.choose, { before: [requireChoice] });
  mount(router, connectEndpoints.check, connect.check);
  mount(router, connectEndpoints.subscribe, connect.subscribe);
  mount(router, connectEndpoints.history, connect.history);
  mount(router, connectEndpoints.examine, connect.examine);
  mount(router, connectEndpoints.previewDisconnect, connect.previewDisconnect);
  mount(router, connectEndpoints.disconnect, connect.disconnect);
  mount(router, connectEndpoints.undoDisconnect, connect.undoDisconnect);
  mount(router, connectEndpoints.resume, connect.resume);
  return router;
}
