import {
  funnelReply,
  givenUpJobsReply,
  operatorAccountsReply,
  operatorAccountsRequest,
  resetSecondFactorRequest,
  unknownCodesReply,
} from '@switchboard/contracts';
import { Router } from 'express';
import { z } from 'zod';
import type { AccountService } from '../accounts/account.service.js';
import type { RequireMay } from '../accounts/requireMay.js';
import type { OperatorReset } from '../accounts/secondFactor/operatorReset.service.js';
import type { FunnelService } from '../connect/funnel.service.js';
import type { GivenUpService } from './givenUp.service.js';
import type { UnknownCodeService } from './unknownCode.service.js';

const funnelQuery = z.object({ days: z.coerce.number().int().min(1).max(365).default(30) });

export interface OperatorRoutesDeps {
  requireMay: RequireMay;
  accounts: Pick<AccountService, 'search'>;
  funnel: FunnelService;
  unknownCodes: Pick<UnknownCodeService, 'list'>;
  operatorReset: OperatorReset;
  givenUp: GivenUpService;
}

export function operatorRoutes(deps: OperatorRoutesDeps): Router {
  const { requireMay, accounts, funnel, unknownCodes, operatorReset, givenUp } = deps;
  const router = Router();
  router.get('/funnel', requireMay('operator.funnel'), async (req, res) => {
    const { days } = funnelQuery.parse(req.query);
    res.json(funnelReply.parse({ success: true, ...(await funnel.of(days)) }));
  });
  router.get('/unknown-codes', requireMay('operator.unknownCodes'), async (_req, res) => {
    res.json(unknownCodesReply.parse({ success: true, codes: await unknownCodes.list() }));
  });
  router.get('/given-up-jobs', requireMay('operator.givenUpJobs'), async (_req, res) => {
    res.json(givenUpJobsReply.parse({ success: true, jobs: await givenUp.list() }));
  });
  router.post('/given-up-jobs/:job/:id/run', requireMay('operator.runJobAgain'), async (req, res) => {
    await givenUp.runAgain(req.params.job, req.params.id);
    res.json({ success: true });
  });
  router.post('/accounts/search', requireMay('operator.findAccounts'), async (req, res) => {
    const { search } = operatorAccountsRequest.parse(req.body);
    res.json(operatorAccountsReply.parse({ success: true, accounts: await accounts.search(search) }));
  });
  router.post('/second-factor/reset', requireMay('operator.resetSecondFactor'), async (req, res) => {
    await operatorReset.reset(resetSecondFactorRequest.parse(req.body).email);
    res.json({ success: true });
  });
  return router;
}
