import type { Server as HttpServer } from 'node:http';
import {
  type AccountEventName,
  type AccountEventPayload,
  type ClientToServerEvents,
  type ServerToClientEvents,
  socketAuth,
} from '@switchboard/contracts';
import { Server, type Socket } from 'socket.io';
import type { SessionService, Signed } from '../accounts/session.service.js';
import { minutes } from '../platform/clock.js';
import type { Metrics } from '../platform/metrics.js';
import { createReportLimit, nowhere, type PresenceState, readReport, toPresenceEvent } from './presence.js';
import type { RedisLink } from './redisAdapter.js';
import type { TicketService } from './ticket.service.js';

export interface SocketDeps {
  tickets: TicketService;
  sessions: SessionService;
  metrics: Metrics;
  frontendUrl: string;
  /** Absent: this process is the only one. */
  redis: RedisLink | undefined;
  nameOfUser: (userId: string) => Promise<string>;
  hasConversation: (accountId: string, conversationId: string) => Promise<boolean>;
  onTyping: (accountId: string, conversationId: string) => void;
}

export interface SocketService {
  attach(server: HttpServer): void;
  /** Tells every socket of one account. Losing it loses nothing: the same is there to be asked for. */
  publish<Name extends AccountEventName>(accountId: string, event: Name, payload: AccountEventPayload<Name>): void;
  /** Whether somebody may be listening. False only when it is sure that nobody is. */
  isHeard(accountId: string): boolean;
  /** Closes the sockets of sessions that ended. */
  endSessions(sessionIds: readonly string[]): void;
  stop(): void;
}

type NoEvents = Record<string, never>;
interface SocketData {
  signed: Signed;
  name: string;
}
type AccountSocket = Socket<ClientToServerEvents, ServerToClientEvents, NoEvents, SocketData>;

const recheckMs = minutes(1);
const accountRoom = (accountId: string) => `account:${accountId}`;
const sessionRoom = (sessionId: string) => `session:${sessionId}`;

/**
 * The live channel to the browsers. Rooms are derived here from the ticket's session, as the database knows it; a
 * client cannot name one, and nothing is ever sent across accounts.
 */
export function createSocketService(deps: SocketDeps): SocketService {
  const { tickets, sessions, metrics, frontendUrl, redis } = deps;
  const origin = new URL(frontendUrl).origin;
  const io = new Server<ClientToServerEvents, ServerToClientEvents, NoEvents, SocketData>({
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: 64 * 1024,
    cors: { origin },
    // CORS does not guard WebSockets: the origin is checked by hand.
    allowRequest: (req, decide) => decide(null, req.headers.origin === origin),
    ...(redis ? { adapter: redis.adapter } : {}),
  });

  io.use(async (socket, next) => {
    try {
      const auth = socketAuth.safeParse(socket.handshake.auth);
      const ticket = auth.success ? await tickets.redeem(auth.data.ticket) : null;
      const signed = ticket && (await sessions.check(ticket));
      if (!signed) return next(new Error('not_signed_in'));
      const name = await deps.nameOfUser(signed.userId);
      await socket.join([accountRoom(signed.accountId), sessionRoom(signed.sessionId)]);
      // The session may have ended between the look and the joining of its room.
      if (!(await sessions.check(signed))) return next(new Error('session_ended'));
      socket.data = { signed, name };
      next();
    } catch {
      next(new Error('database_unavailable'));
    }
  });
  io.on('connection', (socket) => {
    metrics.openSockets.inc();
    // A session may end in another process, which cannot reach this socket without Redis.
    const recheck = setInterval(() => void closeIfEnded(socket), recheckMs);
    const leave = listenForPresence(socket);
    socket.on('disconnect', () => {
      clearInterval(recheck);
      metrics.openSockets.dec();
      leave();
    });
  });

  /** Passes on where this person is. @returns what to do when the socket closes. */
  function listenForPresence(socket: AccountSocket): () => void {
    const { signed, name } = socket.data;
    const mayReport = createReportLimit(Date.now);
    let last = nowhere;
    /** Reports are counted: to look a conversation up takes a while, and one that was said earlier is not told later. */
    let heard = 0;
    let told = 0;
    const tell = (state: PresenceState) => {
      last = state;
      const event = toPresenceEvent(socket.id, { userId: signed.userId, name }, state);
      socket.to(accountRoom(signed.accountId)).emit('inbox:presence', event);
    };
    socket.on('inbox:presence', async (report) => {
      if (!mayReport()) return;
      const state = readReport(report);
      if (!state) return;
      heard += 1;
      const place = heard;
      const { conversationId } = state;
      const isOwn =
        conversationId === null ||
        conversationId === last.conversationId ||
        (await deps.hasConversation(signed.accountId, conversationId).catch(() => false));
      if (!isOwn || !socket.connected || place < told) return;
      told = place;
      tell(state);
      if (state.typing && conversationId) deps.onTyping(signed.accountId, conversationId);
    });
    return () => {
      if (last.conversationId !== null) tell(nowhere);
    };
  }

  async function closeIfEnded(socket: AccountSocket) {
    // A database that is away is no reason to close: it says nothing about the session.
    const signed = await sessions.check(socket.data.signed).catch(() => undefined);
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
    isHeard: (accountId) => redis !== undefined || io.of('/').adapter.rooms.has(accountRoom(accountId)),
    endSessions(sessionIds) {
      const rooms = sessionIds.map(sessionRoom);
      io.to(rooms).emit('session:ended', {});
      io.in(rooms).disconnectSockets(true);
    },
    stop() {
      // Not `io.close()`: that waits for the whole HTTP server, which is its owner's to close.
      io.local.disconnectSockets(true);
      if (attached) io.engine.close();
      redis?.close();
    },
  };
}
