import type { Server as HttpServer } from 'node:http';
import {
  type AccountEventName,
  type AccountEventPayload,
  type ServerToClientEvents,
  socketAuth,
} from '@switchboard/contracts';
import { Server, type Socket } from 'socket.io';
import type { SessionService, Signed } from '../accounts/session.service.js';
import { minutes } from '../platform/clock.js';
import type { Metrics } from '../platform/metrics.js';
import type { TicketService } from './ticket.service.js';

export interface SocketDeps {
  tickets: TicketService;
  sessions: SessionService;
  metrics: Metrics;
  frontendUrl: string;
}

export interface SocketService {
  attach(server: HttpServer): void;
  /** Tells every socket of one account. Losing it loses nothing: the same is there to be asked for. */
  publish<Name extends AccountEventName>(accountId: string, event: Name, payload: AccountEventPayload<Name>): void;
  /** Closes the sockets of sessions that ended. */
  endSessions(sessionIds: readonly string[]): void;
  stop(): void;
}

type NoEvents = Record<string, never>;

const recheckMs = minutes(1);
const accountRoom = (accountId: string) => `account:${accountId}`;
const sessionRoom = (sessionId: string) => `session:${sessionId}`;

/**
 * The live channel to the browsers. Rooms are derived here from the ticket's session, as the database knows it; a
 * client cannot name one, and nothing is ever sent across accounts.
 */
export function createSocketService({ tickets, sessions, metrics, frontendUrl }: SocketDeps): SocketService {
  const origin = new URL(frontendUrl).origin;
  const io = new Server<NoEvents, ServerToClientEvents, NoEvents, Signed>({
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: 64 * 1024,
    cors: { origin },
    // CORS does not guard WebSockets: the origin is checked by hand.
    allowRequest: (req, decide) => decide(null, req.headers.origin === origin),
  });

  io.use(async (socket, next) => {
    try {
      const auth = socketAuth.safeParse(socket.handshake.auth);
      const ticket = auth.success ? await tickets.redeem(auth.data.ticket) : null;
      const signed = ticket && (await sessions.check(ticket));
      if (!signed) return next(new Error('not_signed_in'));
      await socket.join([accountRoom(signed.accountId), sessionRoom(signed.sessionId)]);
      // The session may have ended between the look and the joining of its room.
      if (!(await sessions.check(signed))) return next(new Error('session_ended'));
      socket.data = signed;
      next();
    } catch {
      next(new Error('database_unavailable'));
    }
  });
  io.on('connection', (socket) => {
    metrics.openSockets.inc();
    // A session may end in another process, which cannot reach this socket.
    const recheck = setInterval(() => void closeIfEnded(socket), recheckMs);
    socket.on('disconnect', () => {
      clearInterval(recheck);
      metrics.openSockets.dec();
    });
  });

  async function closeIfEnded(socket: Socket<NoEvents, ServerToClientEvents, NoEvents, Signed>) {
    // A database that is away is no reason to close: it says nothing about the session.
    const signed = await sessions.check(socket.data).catch(() => undefined);
    if (signed !== null) return;
    socket.emit('session:ended', {});
    socket.disconnect(true);
  }

  let attached = false;
  return {
    attach(server) {
      io.attach(server);
      attached = true;
    },
    publish(accountId, event, payload) {
      const args = [payload] as unknown as Parameters<ServerToClientEvents[typeof event]>;
      io.to(accountRoom(accountId)).emit(event, ...args);
    },
    endSessions(sessionIds) {
      const rooms = sessionIds.map(sessionRoom);
      io.to(rooms).emit('session:ended', {});
      io.in(rooms).disconnectSockets(true);
    },
    stop() {
      // Not `io.close()`: that waits for the whole HTTP server, which is its owner's to close.
      io.disconnectSockets(true);
      if (attached) io.engine.close();
    },
  };
}
