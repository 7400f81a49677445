import { threadControlReply, threadControlRequest } from '@switchboard/contracts';
import { Router } from 'express';
import { addressOf, principalOf, type RequireMay } from '../../accounts/requireMay.js';
import { toConversationDto } from '../inbox.dto.js';
import type { ThreadControl } from './threadControl.service.js';

/** `POST /api/conversations/:conversationId/thread-control`. Part of the routes of conversations. */
export function threadControlRoutes(control: ThreadControl, requireMay: RequireMay): Router {
  const router = Router();
  router.post('/:conversationId/thread-control', requireMay('inbox.takeOver'), async (req, res) => {
    const request = threadControlRequest.parse(req.body);
    const { accountId, userId } = principalOf(res);
    const record = await control.control(
      { accountId, userId, address: addressOf(req) },
      req.params.conversationId,
      request,
    );
    res.json(threadControlReply.parse({ success: true, conversation: toConversationDto(record) }));
  });
  return router;
}
