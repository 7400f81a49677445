import { assignHostedRequest, hostedLookReply, hostedSignupReply, hostedSignupsReply } from '@switchboard/contracts';
import { type RequestHandler, Router } from 'express';
import type { HostedService } from './hosted.service.js';

/** Everything below `/api/operator/hosted-signups`: over all accounts, so for the operator alone. */
export function hostedRoutes(hosted: HostedService, requireOperator: RequestHandler): Router {
  const router = Router();
  router.use(requireOperator);
  router.get('/', async (_req, res) => {
    res.json(hostedSignupsReply.parse({ success: true, ...(await hosted.list()) }));
  });
  router.get('/:wabaId', async (req, res) => {
    res.json(hostedLookReply.parse({ success: true, ...(await hosted.look(req.params.wabaId)) }));
  });
  router.post('/:wabaId/assign', async (req, res) => {
    const assigned = await hosted.assign(req.params.wabaId, assignHostedRequest.parse(req.body));
    res.json(hostedSignupReply.parse({ success: true, ...assigned }));
  });
  router.post('/:wabaId/dismiss', async (req, res) => {
    res.json(hostedSignupReply.parse({ success: true, ...(await hosted.dismiss(req.params.wabaId)) }));
  });
  return router;
}
