import { socketTicketReply } from '@switchboard/contracts';
import { Router } from 'express';
import { principalOf, type RequireMay } from '../accounts/requireMay.js';
import type { TicketService } from './ticket.service.js';

/** `POST /api/realtime/ticket` */
export function realtimeRoutes(tickets: TicketService, requireMay: RequireMay, apiPublicUrl: string): Router {
  const router = Router();
  router.post('/ticket', requireMay('realtime.listen'), async (_req, res) => {
    const { ticket, expiresAt } = await tickets.issue(principalOf(res));
    const reply = { success: true, ticket, url: apiPublicUrl, expiresAt: expiresAt.toISOString() };
    res.status(201).json(socketTicketReply.parse(reply));
  });
  return router;
}
