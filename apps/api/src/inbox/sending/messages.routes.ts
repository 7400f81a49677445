import { decideHeldRequest, retryMessageRequest, sendMessageReply, sendMessageRequest } from '@switchboard/contracts';
import { type Response, Router } from 'express';
import { principalOf, type RequireMay } from '../../accounts/requireMay.js';
import type { HeldService } from './held.service.js';
import type { Sent } from './outgoing.js';
import type { SendService } from './send.service.js';

/**
 * Writing: `POST /api/conversations/:conversationId/messages`, and of one of them `…/messages/:messageId/retry`, and
 * `…/release` or `…/withhold` where it waits for a person to say whether it goes to a customer's new address. Part of the
 * routes of conversations.
 */
export function messagesRoutes(sending: SendService, held: HeldService, requireMay: RequireMay): Router {
  const router = Router();
  const mayWrite = requireMay('inbox.write');
  // 201 for what is new; 200 for the same press once more.
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
