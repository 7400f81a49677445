import { assignHostedRequest, hostedLookReply, hostedSignupReply, hostedSignupsReply } from '@switchboard/contracts';
import { Router } from 'express';
import type { RequireMay } from '../../accounts/requireMay.js';
import type { HostedService } from './hosted.service.js';

/** Everything below `/api/operator/hosted-signups`: over all accounts, so for the operator alone. */
export function hostedRoutes(hosted: HostedService, requireMay: RequireMay): Router {
  const router = Router();
  router.get('/', requireMay('operator.readHostedSignups'), async (_req, res) => {
    res.json(hostedSignupsReply.parse({ success: true, ...(await hosted.list()) }));
  });
  router.get('/:wabaId', requireMay('operator.readHostedSignups'), async (req, res) => {
    res.json(hostedLookReply.parse({ success: true, ...(await hosted.look(req.params.wabaId)) }));
  });
  router.post('/:wabaId/assign', requireMay('operator.assignHostedSignup'), async (req, res) => {
    const assigned = await hosted.assign(req.params.wabaId, assignHostedRequest.parse(req.body));
    res.json(hostedSignupReply.parse({ success: true, ...assigned }));
  });
  router.post('/:wabaId/dismiss', requireMay('operator.assignHostedSignup'), async (req, res) => {
    res.json(hostedSignupReply.parse({ success: true, ...(await hosted.dismiss(req.params.wabaId)) }));
  });
  return router;
}
