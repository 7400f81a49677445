import type { Connection } from 'mongoose';
import type { Accounts } from '../accounts/accounts.js';
import type { Clock } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import type { Metrics } from '../platform/metrics.js';
import type { SocketLimits } from './limits.js';
import { realtimeRoutes } from './realtime.routes.js';
import type { RedisLink } from './redisAdapter.js';
import { openRooms } from './rooms.js';
import { createSocketService, type SocketDeps } from './socket.service.js';
import { createSocketAdmission } from './socketAdmission.js';
import { type TicketService, ticketModel } from './ticket.service.js';

export const realtimeModels = (connection: Connection) => ({ tickets: ticketModel(connection) });

export interface RealtimeDeps {
  tickets: TicketService;
  accounts: Pick<Accounts, 'accounts' | 'checkUnrestricted' | 'mount'>;
  redis: RedisLink | undefined;
  browsers: BrowserAccess;
  events: DomainEvents;
  metrics: Metrics;
  clock: Clock;
}

/** Where browsers come from, where they find the sockets, and how many may connect. */
export interface BrowserAccess {
  frontendUrl: string;
  publicUrl: string;
  readAddress: SocketDeps['readAddress'];
  limits: SocketLimits;
}

/** Wires the live channel to the browsers, which enter it with tickets. */
export function createRealtime({ tickets, accounts, redis, browsers, events, metrics, clock }: RealtimeDeps) {
  const { frontendUrl, publicUrl, readAddress, limits } = browsers;
  const admission = createSocketAdmission({
    tickets,
    sessions: { check: accounts.checkUnrestricted },
    nameOfUser: accounts.accounts.getUserName,
    admitMs: limits.admitMs,
  });
  const sockets = createSocketService({ admission, metrics, frontendUrl, readAddress, limits, redis });
  openRooms(events, clock, sockets.push);
  return {
    sockets,
    routes: realtimeRoutes(tickets, accounts.mount, publicUrl),
    sweep: () => tickets.sweep(),
  };
}
