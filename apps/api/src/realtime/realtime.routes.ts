import { realtimeEndpoints } from '@switchboard/contracts';
import { Router } from 'express';
import type { Mount } from '../accounts/mount.js';
import { getPrincipal } from '../accounts/requireMay.js';
import { done } from '../platform/endpoint.js';
import type { TicketService } from './ticket.service.js';

/** @param apiPublicUrl Where the socket is opened: never through the web. */
export function realtimeRoutes(tickets: TicketService, mount: Mount, apiPublicUrl: string): Router {
  const router = Router();
  mount(router, realtimeEndpoints.ticket, async ({ res }) => {
    const { ticket, expiresAt } = await tickets.issue(getPrincipal(res));
    return { ...done, ticket, url: apiPublicUrl, expiresAt: expiresAt.toISOString() };
  });
  return router;
}
