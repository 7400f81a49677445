import { operatorEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { AccountService } from '../accounts/account.service.js';
import type { Mount } from '../accounts/mount.js';
import type { OperatorReset } from '../accounts/secondFactor/operatorReset.service.js';
import type { FunnelService } from '../connectionHistory/funnel.service.js';
import { done } from '../platform/endpoint.js';
import type { GivenUpService } from './givenUp.service.js';
import type { ReadinessService } from './readiness/readiness.service.js';
import type { UnknownCodeService } from './unknownCode.service.js';

export interface OperatorRoutesDeps {
  mount: Mount;
  accounts: Pick<AccountService, 'search'>;
  funnel: FunnelService;
  unknownCodes: Pick<UnknownCodeService, 'list'>;
  operatorReset: OperatorReset;
  givenUp: GivenUpService;
  readiness: ReadinessService;
}

/** Everything below `/api/operator` but hosted sign-ups. */
export function operatorRoutes(deps: OperatorRoutesDeps): Router {
  const { mount, accounts, funnel, unknownCodes, operatorReset, givenUp, readiness } = deps;
  const router = Router();
  mount(router, operatorEndpoints.funnel, async ({ query }) => ({ ...done, ...(await funnel.of(query.days)) }));
  mount(router, operatorEndpoints.unknownCodes, async () => ({ ...done, codes: await unknownCodes.list() }));
  mount(router, operatorEndpoints.givenUpJobs, async () => ({ ...done, jobs: await givenUp.list() }));
  mount(router, operatorEndpoints.runJobAgain, async ({ params }) => {
    await givenUp.runAgain(params.job, params.id);
    return done;
  });
  mount(router, operatorEndpoints.readiness, async () => ({ ...done, ...(await readiness.look()) }));
  mount(router, operatorEndpoints.tickReadiness, async ({ params, body }) => {
    await readiness.tick(params.check, body.by);
    return done;
  });
  mount(router, operatorEndpoints.untickReadiness, async ({ params }) => {
    await readiness.untick(params.check);
    return done;
  });
  mount(router, operatorEndpoints.findAccounts, async ({ body }) => ({
    ...done,
    accounts: await accounts.search(body.search),
  }));
  mount(router, operatorEndpoints.resetSecondFactor, async ({ body }) => {
    await operatorReset.reset(body.email);
    return done;
  });
  return router;
}
