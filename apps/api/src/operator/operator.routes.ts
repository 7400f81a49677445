import {
  funnelReply,
  givenUpJobsReply,
  operatorAccountsQuery,
  operatorAccountsReply,
  resetSecondFactorRequest,
  unknownCodesReply,
} from '@switchboard/contracts';
import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import type { AccountService } from '../accounts/account.service.js';
import type { OperatorReset } from '../accounts/secondFactor/operatorReset.service.js';
import type { FunnelService } from '../connect/funnel.service.js';
import type { GivenUpService } from './givenUp.service.js';
import type { UnknownCodeService } from './unknownCode.service.js';

const funnelQuery = z.object({ days: z.coerce.number().int().min(1).max(365).default(30) });

export interface OperatorRoutesDeps {
  requireOperator: RequestHandler;
  accounts: Pick<AccountService, 'search'>;
  funnel: FunnelService;
  unknownCodes: Pick<UnknownCodeService, 'list'>;
  operatorReset: OperatorReset;
  givenUp: GivenUpService;
}

/** Everything below `/api/operator`. */
export function operatorRoutes(deps: OperatorRoutesDeps): Router {
  const { requireOperator, accounts, funnel, unknownCodes, operatorReset, givenUp } = deps;
  const router = Router();
  router.use(requireOperator);
  router.get('/funnel', async (req, res) => {
    const { days } = funnelQuery.parse(req.query);
    res.json(funnelReply.parse({ success: true, ...(await funnel.of(days)) }));
  });
  router.get('/unknown-codes', async (_req, res) => {
    res.json(unknownCodesReply.parse({ success: true, codes: await unknownCodes.list() }));
  });
  router.get('/given-up-jobs', async (_req, res) => {
    res.json(givenUpJobsReply.parse({ success: true, jobs: await givenUp.list() }));
  });
  router.post('/given-up-jobs/:job/:id/run', async (req, res) => {
    await givenUp.runAgain(req.params.job, req.params.id);
    res.json({ success: true });
  });
  router.get('/accounts', async (req, res) => {
    const { search } = operatorAccountsQuery.parse(req.query);
    res.json(operatorAccountsReply.parse({ success: true, accounts: await accounts.search(search) }));
  });
  router.post('/second-factor/reset', async (req, res) => {
    await operatorReset.reset(resetSecondFactorRequest.parse(req.body).email);
    res.json({ success: true });
  });
  return router;
}
