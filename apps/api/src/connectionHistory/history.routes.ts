import { storyReply } from '@switchboard/contracts';
import { Router } from 'express';
import { z } from 'zod';
import { principalOf, type RequireMay } from '../accounts/requireMay.js';
import { sendReply } from '../platform/sendReply.js';
import type { StoryService } from './story.service.js';

const historyQuery = z.object({ before: z.string().max(100).optional() });

export function historyRoutes(history: StoryService, requireMay: RequireMay): Router {
  const router = Router();
  router.get('/story', requireMay('connection.read'), async (req, res) => {
    const { before } = historyQuery.parse(req.query);
    sendReply(res, storyReply, { success: true, ...(await history.list(principalOf(res).accountId, before)) });
  });
  return router;
}
