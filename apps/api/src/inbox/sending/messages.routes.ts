import { decideHeldRequest, retryMessageRequest, sendMessageReply, sendMessageRequest } from '@switchboard/contracts';
import { type Response, Router } from 'express';
import { principalOf, type RequireMay } from '../../accounts/requireMay.js';
import type { HeldService } from './held.service.js';
import type { Sent } from './outgoing.js';
import type { SendService } from './send.service.js';

/** `POST /api/conversations/:conversationId/messages`, and of one message `…/retry`, `…/release` and `…/withhold`. */
export function messagesRoutes(sending: SendService, held: HeldService, requireMay: RequireMay): Router {
  const router = Router();
  const mayWrite = requireMay('inbox.write');
  // 200 for a repeated submission.
  const answer = (res: Response, { message, isNew }: Sent) =>
    res.status(isNew ? 201 : 200).json(sendMessageReply.parse({ success: true, message }));

  router.post('/:conversationId/messages', mayWrite, async (req, res) => {
    const request = sendMessageRequest.parse(req.body);
    answer(res, await sending.send(principalOf(res), req.params.conversationId, request));
  });
  router.post('/:conversationId/messages/:messageId/retry', mayWrite, async (req, res) => {
    const request = retryMessageRequest.parse(req.body);
    const { conversationId, messageId } = req.params;
    answer(res, await sending.retry(principalOf(res), conversationId, messageId, request));
  });
  for (const decision of ['release', 'withhold'] as const) {
    router.post(`/:conversationId/messages/:messageId/${decision}`, mayWrite, async (req, res) => {
      decideHeldRequest.parse(req.body ?? {});
      const { conversationId, messageId } = req.params;
      const { accountId } = principalOf(res);
      const message = await held[decision](accountId, String(conversationId), String(messageId));
      res.json(sendMessageReply.parse({ success: true, message }));
    });
  }
  return router;
}
