import type { Connection } from 'mongoose';
import type { Accounts } from '../accounts/accounts.js';
import type { Clock } from '../platform/clock.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import type { RateLimits } from '../platform/rateLimits.js';
import { realtimeRoutes } from './realtime.routes.js';
import { openRedisLink } from './redisAdapter.js';
import { createSocketService, type SocketDeps } from './socket.service.js';
import { createTicketService, ticketModel } from './ticket.service.js';

/** The collection of the tickets. Made before its indexes are built. */
export const realtimeModels = (connection: Connection) => ({ tickets: ticketModel(connection) });

export interface RealtimeDeps extends Pick<SocketDeps, 'hasConversation' | 'onTyping' | 'addressOf' | 'limits'> {
  models: ReturnType<typeof realtimeModels>;
  accounts: Pick<Accounts, 'accounts' | 'sessions' | 'requireMay'>;
  /** Where several processes meet. Absent: this one is alone. */
  redisUrl: string | undefined;
  frontendUrl: string;
  /** Where browsers find the sockets. */
  publicUrl: string;
  rateLimits: RateLimits;
  metrics: Metrics;
  clock: Clock;
  logger: Logger;
}

/** Wires the live channel to the browsers, and the tickets it is entered with. */
export function createRealtime(deps: RealtimeDeps) {
  const { models, redisUrl, frontendUrl, publicUrl, rateLimits, metrics, clock, logger } = deps;
  const { accounts, sessions, requireMay } = deps.accounts;
  const tickets = createTicketService(models.tickets, rateLimits, clock);
  const sockets = createSocketService({
    ...{ tickets, sessions, metrics, frontendUrl },
    addressOf: deps.addressOf,
    limits: deps.limits,
    hasConversation: deps.hasConversation,
    onTyping: deps.onTyping,
    redis: redisUrl ? openRedisLink(redisUrl, logger) : undefined,
    nameOfUser: accounts.nameOfUser,
  });
  return { sockets, routes: realtimeRoutes(tickets, requireMay, publicUrl), sweep: () => tickets.sweep() };
}
