import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { type ClientToServerEvents, type ServerToClientEvents, socketAuth } from '@switchboard/contracts';
import { Server, type Socket } from 'socket.io';
import { may } from '../accounts/policy.js';
import type { Principal, SessionService } from '../accounts/session.service.js';
import { networkOf } from '../platform/clientAddress.js';
import { minutes, seconds } from '../platform/clock.js';
import { withinTime } from '../platform/databaseTimer.js';
import type { Metrics } from '../platform/metrics.js';
import type { RedisLink } from './redisAdapter.js';
import { accountRoom, type Push, sessionRoom } from './rooms.js';
import { createWaitingRoom, type RawConnection, type SocketLimits, unsentOf } from './socketLimits.js';
import type { TicketService } from './ticket.service.js';

export interface SocketDeps {
  tickets: TicketService;
  sessions: Pick<SessionService, 'check'>;
  metrics: Metrics;
  frontendUrl: string;
  /** The caller's address, as far as the trusted proxies tell it. */
  addressOf: (req: IncomingMessage) => string;
  limits: SocketLimits;
  /** Absent: this process is the only one. */
  redis: RedisLink | undefined;
  nameOfUser: (userId: string) => Promise<string>;
}

export interface SocketService {
  attach(server: HttpServer): void;
  /** Sends a message to every socket in its rooms, in whichever process. Losing it loses nothing: the same is there to be asked for. */
  push(push: Push): void;
  /** Calls this for every socket that opens in this process from now on. */
  onOpen(listen: (socket: AccountSocket) => void): void;
  /** Whether somebody may be listening. False only when it is sure that nobody is. */
  isHeard(accountId: string): boolean;
  /** What Redis is doing; undefined: there is none. */
  redis(): 'ok' | 'unreachable' | undefined;
  stop(): void;
}

type NoEvents = Record<string, never>;
interface SocketData {
  principal: Principal;
  name: string;
}
export type AccountSocket = Socket<ClientToServerEvents, ServerToClientEvents, NoEvents, SocketData>;

const recheckMs = minutes(1);
/** How often it is looked for browsers that do not read: off the path of what is published. */
const lookMs = seconds(1);

/**
 * The live channel to the browsers. Rooms are derived here from the ticket's session, as the database knows it; a
 * client cannot name one, and nothing is ever sent across accounts.
 */
export function createSocketService(deps: SocketDeps): SocketService {
  const { tickets, sessions, metrics, frontendUrl, limits, redis } = deps;
  const origin = new URL(frontendUrl).origin;
  const waiting = createWaitingRoom(limits, metrics);
  const placeOf = (req: IncomingMessage) => networkOf(deps.addressOf(req));
  /** What to do when a connection has presented its ticket. */
  const leaving = new WeakMap<object, () => void>();
  const refused = (reason: string) => metrics.socketsRefused.inc({ reason });
  const io = new Server<ClientToServerEvents, ServerToClientEvents, NoEvents, SocketData>({
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: 64 * 1024,
    cors: { origin },
    // CORS does not guard WebSockets: the origin is checked by hand.
    allowRequest: (req, decide) => {
      const isOurs = req.headers.origin === origin;
      const hasRoom = isOurs && waiting.hasRoomFor(placeOf(req));
      if (isOurs && !hasRoom) refused('too_many_waiting');
      decide(null, hasRoom);
    },
    connectTimeout: limits.ticketMs,
    ...(redis ? { adapter: redis.adapter } : {}),
  });

  io.use(async (socket, next) => {
    try {
      const auth = socketAuth.safeParse(socket.handshake.auth);
      const who = auth.success ? await withinTime(limits.admitMs, whoHolds(auth.data.ticket)) : null;
      if (!who) return next(new Error('not_signed_in'));
      const { principal, name } = who;
      if (isFull(principal)) {
        refused('too_many_open');
        return next(new Error('too_many_requests'));
      }
      await socket.join([accountRoom(principal.accountId), sessionRoom(principal.sessionId)]);
      // The session may have ended between the look and the joining of its room.
      if (!(await withinTime(limits.admitMs, sessions.check(principal)))) return next(new Error('session_ended'));
      socket.data = { principal, name };
      next();
    } catch {
      next(new Error('database_unavailable'));
    }
  });
  io.on('connection', (socket) => {
    metrics.openSockets.inc();
    leaving.get(socket.conn)?.();
    // A session may end in another process, which cannot reach this socket without Redis.
    const recheck = setInterval(() => void closeIfEnded(socket), recheckMs);
    socket.on('disconnect', () => {
      clearInterval(recheck);
      metrics.openSockets.dec();
    });
  });

  /** Whose ticket it is, which is used up by asking. Null when it is nobody's. */
  async function whoHolds(ticket: string): Promise<SocketData | null> {
    const claims = await tickets.redeem(ticket);
    const principal = claims && (await sessions.check(claims));
    if (!principal || !may(principal, 'realtime.listen')) return null;
    return { principal, name: await deps.nameOfUser(principal.userId) };
  }

  /** Whether a session or an account has as many sockets here as it may. */
  function isFull({ sessionId, accountId }: Principal): boolean {
    const { rooms } = io.of('/').adapter;
    const openIn = (room: string) => rooms.get(room)?.size ?? 0;
    return (
      openIn(sessionRoom(sessionId)) >= limits.mostPerSession || openIn(accountRoom(accountId)) >= limits.mostPerAccount
    );
  }

  /** Closes the sockets whose browsers do not read: they ask for what they missed when they come back. */
  function closeUnread() {
    for (const { conn } of io.of('/').sockets.values()) {
      if (unsentOf(conn as unknown as RawConnection) <= limits.mostUnsent) continue;
      refused('not_reading');
      // What waits is dropped: a polite goodbye would wait behind it.
      conn.close(true);
    }
  }

  async function closeIfEnded(socket: AccountSocket) {
    // A database that is away is no reason to close: it says nothing about the session.
    const principal = await sessions.check(socket.data.principal).catch(() => undefined);
    if (principal !== null) return;
    socket.emit('session:ended', {});
    socket.disconnect(true);
  }

  let attached = false;
  let looking: ReturnType<typeof setInterval> | undefined;
  return {
    attach(server) {
      io.attach(server);
      attached = true;
      io.engine.on('connection', (connection: RawConnection & { once(event: 'close', listener: () => void): void }) => {
        const leave = waiting.enter(placeOf(connection.request));
        leaving.set(connection, leave);
        connection.once('close', leave);
      });
      looking = setInterval(closeUnread, lookMs);
      looking.unref();
    },
    push({ rooms, message, payload, closes }) {
      const args = [payload] as unknown as Parameters<ServerToClientEvents[typeof message]>;
      io.to(rooms).emit(message, ...args);
      if (closes) io.in(rooms).disconnectSockets(true);
    },
    onOpen(listen) {
      io.on('connection', listen);
    },
    isHeard: (accountId) => redis !== undefined || io.of('/').adapter.rooms.has(accountRoom(accountId)),
    redis: () => redis && (redis.isReady() ? 'ok' : 'unreachable'),
    stop() {
      clearInterval(looking);
      // Not `io.close()`: that waits for the whole HTTP server, which is its owner's to close.
      io.local.disconnectSockets(true);
      if (attached) io.engine.close();
      redis?.close();
    },
  };
}
