import { socketTicketReply } from '@switchboard/contracts';
import { Router } from 'express';
import { principalOf, type RequireAuth } from '../accounts/requireAuth.js';
import type { TicketService } from './ticket.service.js';

/** `POST /api/realtime/ticket` */
export function realtimeRoutes(tickets: TicketService, requireAuth: RequireAuth, apiPublicUrl: string): Router {
  const router = Router();
  router.post('/ticket', requireAuth, async (_req, res) => {
    const { ticket, expiresAt } = await tickets.issue(principalOf(res));
    const reply = { success: true, ticket, url: apiPublicUrl, expiresAt: expiresAt.toISOString() };
    res.status(201).json(socketTicketReply.parse(reply));
  });
  return router;
}
