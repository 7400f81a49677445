import { sendingEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { Mount } from '../../accounts/mount.js';
import { getPrincipal, readAddress } from '../../accounts/requireMay.js';
import { done } from '../../platform/endpoint.js';
import { toConversationDto } from '../inbox.dto.js';
import type { ThreadControl } from './threadControl.service.js';

/** Taking a conversation over, and handing it back. */
export function threadControlRoutes(control: ThreadControl, mount: Mount): Router {
  const router = Router();
  mount(router, sendingEndpoints.controlThread, async ({ params, body, req, res }) => {
    const { accountId, userId } = getPrincipal(res);
    const who = { accountId, userId, address: readAddress(req) };
    const record = await control.control(who, params.conversationId, body);
    return { ...done, conversation: toConversationDto(record) };
  });
  return router;
}
