import type { Connection } from 'mongoose';
import type { Accounts } from '../accounts/accounts.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import type { Logger } from '../platform/logger.js';
import type { Metrics } from '../platform/metrics.js';
import type { RateLimits } from '../platform/rateLimits.js';
import { realtimeRoutes } from './realtime.routes.js';
import { openRedisLink } from './redisAdapter.js';
import { openRooms } from './rooms.js';
import { createSocketService, type SocketDeps } from './socket.service.js';
import { createTicketService, ticketModel } from './ticket.service.js';

/** The collection of the tickets. Made before its indexes are built. */
export const realtimeModels = (connection: Connection) => ({ tickets: ticketModel(connection) });

export interface RealtimeDeps extends Pick<SocketDeps, 'addressOf' | 'limits'> {
  models: ReturnType<typeof realtimeModels>;
  accounts: Pick<Accounts, 'accounts' | 'checkUnrestricted' | 'mount'>;
  /** Where several processes meet. Absent: this one is alone. */
  redisUrl: string | undefined;
  frontendUrl: string;
  /** Where browsers find the sockets. */
  publicUrl: string;
  rateLimits: RateLimits;
  events: DomainEvents;
  metrics: Metrics;
  clock: Clock;
  logger: Logger;
}

/** Wires the live channel to the browsers, and the tickets it is entered with. */
export function createRealtime(deps: RealtimeDeps) {
  const { models, redisUrl, frontendUrl, publicUrl, rateLimits, metrics, clock, logger } = deps;
  const { accounts, checkUnrestricted, mount } = deps.accounts;
  const tickets = createTicketService(models.tickets, rateLimits, clock);
  const sockets = createSocketService({
    ...{ tickets, sessions: { check: checkUnrestricted }, metrics, frontendUrl },
    addressOf: deps.addressOf,
    limits: deps.limits,
    redis: redisUrl ? openRedisLink(redisUrl, logger) : undefined,
    nameOfUser: accounts.nameOfUser,
  });
  openRooms(deps.events, clock, sockets.push);
  return { sockets, routes: realtimeRoutes(tickets, mount, publicUrl), sweep: () => tickets.sweep() };
}
