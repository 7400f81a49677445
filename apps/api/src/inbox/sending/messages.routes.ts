import { sendingEndpoints } from '@switchboard/contracts';
import { type Response, Router } from 'express';
import type { Mount } from '../../accounts/mount.js';
import { getPrincipal } from '../../accounts/requireMay.js';
import { done } from '../../platform/endpoint.js';
import type { HeldService } from './held.service.js';
import type { Sent } from './outgoing.js';
import type { SendService } from './send.service.js';

/** Writing in conversations, and deciding about messages that wait for a person. */
export function messagesRoutes(sending: SendService, held: HeldService, mount: Mount): Router {
  const router = Router();
  const answer = (res: Response, { message, isNew }: Sent) => {
    res.status(isNew ? 201 : 200);
    return { ...done, message } as const;
  };
  mount(router, sendingEndpoints.send, async ({ params, body, res }) =>
    answer(res, await sending.send(getPrincipal(res), params.conversationId, body)),
  );
  mount(router, sendingEndpoints.retry, async ({ params, body, res }) =>
    answer(res, await sending.retry(getPrincipal(res), params.conversationId, params.messageId, body)),
  );
  for (const decision of ['release', 'withhold'] as const) {
    mount(router, sendingEndpoints[decision], async ({ params, res }) => ({
      ...done,
      message: await held[decision](getPrincipal(res).accountId, params.conversationId, params.messageId),
    }));
  }
  return router;
}
