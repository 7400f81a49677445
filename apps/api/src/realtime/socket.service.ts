import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { type ClientToServerEvents, type ServerToClientEvents, socketAuth } from '@switchboard/contracts';
import { Server, type Socket } from 'socket.io';
import type { Principal } from '../accounts/session.service.js';
import { toNetworkPrefix } from '../platform/clientAddress.js';
import type { Metrics } from '../platform/metrics.js';
import { sessionRecheckMs, unreadCheckMs } from './lifetimes.js';
import type { SocketLimits } from './limits.js';
import type { RedisLink } from './redisAdapter.js';
import { accountRoom, type Push, sessionRoom } from './rooms.js';
import type { Listener, SocketAdmission } from './socketAdmission.js';
import { countUnsent, createWaitingRoom, type RawConnection } from './socketLimits.js';

export interface SocketDeps {
  admission: SocketAdmission;
  metrics: Metrics;
  frontendUrl: string;
  readAddress: (req: IncomingMessage) => string;
  limits: SocketLimits;
  redis: RedisLink | undefined;
}

export interface SocketService {
  attach(server: HttpServer): void;
  /** Sends a message to the sockets of all processes in its rooms. A lost one is no loss: browsers ask for the state. */
  push(push: Push): void;
  onOpen(listen: (socket: AccountSocket) => void): void;
  /** Whether somebody may be listening; false only where nobody is. */
  hasListeners(accountId: string): boolean;
  /** Undefined where there is no Redis. */
  redis(): 'ok' | 'unreachable' | undefined;
  stop(): void;
}

type NoEvents = Record<string, never>;
export type AccountSocket = Socket<ClientToServerEvents, ServerToClientEvents, NoEvents, Listener>;

/** The live channel to the browsers. Rooms follow from the session of the ticket; a client cannot name one. */
export function createSocketService(deps: SocketDeps): SocketService {
  const { admission, metrics, frontendUrl, limits, redis } = deps;
  const origin = new URL(frontendUrl).origin;
  const waiting = createWaitingRoom(limits, metrics);
  const readNetwork = (req: IncomingMessage) => toNetworkPrefix(deps.readAddress(req));
  /** By connection: leaves the waiting room. */
  const leaveWaitingRoom = new WeakMap<object, () => void>();
  const refused = (reason: string) => metrics.socketsRefused.inc({ reason });
  const io = new Server<ClientToServerEvents, ServerToClientEvents, NoEvents, Listener>({
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize: 64 * 1024,
    cors: { origin },
    // CORS does not guard WebSockets: the origin is checked by hand.
    allowRequest: (req, decide) => {
      const isOurs = req.headers.origin === origin;
      const hasRoom = isOurs && waiting.hasRoomFor(readNetwork(req));
      if (isOurs && !hasRoom) refused('too_many_waiting');
      decide(null, hasRoom);
    },
    connectTimeout: limits.ticketMs,
    ...(redis ? { adapter: redis.adapter } : {}),
  });

  io.use(async (socket, next) => {
    try {
      const auth = socketAuth.safeParse(socket.handshake.auth);
      const who = auth.success ? await admission.admit(auth.data.ticket) : null;
      if (!who) return next(new Error('not_signed_in'));
      const { principal } = who;
      if (isFull(principal)) {
        refused('too_many_open');
        return next(new Error('too_many_requests'));
      }
      await socket.join([accountRoom(principal.accountId), sessionRoom(principal.sessionId)]);
      // The session may have ended before the socket joined its room.
      if (!(await admission.isSignedIn(principal))) return next(new Error('session_ended'));
      socket.data = who;
      next();
    } catch {
      next(new Error('database_unavailable'));
    }
  });
  io.on('connection', (socket) => {
    metrics.openSockets.inc();
    leaveWaitingRoom.get(socket.conn)?.();
    // Without Redis, another process cannot close this socket when its session ends.
    const recheck = setInterval(() => void closeIfEnded(socket), sessionRecheckMs);
    socket.on('disconnect', () => {
      clearInterval(recheck);
      metrics.openSockets.dec();
    });
  });

  function isFull({ sessionId, accountId }: Principal): boolean {
    const { rooms } = io.of('/').adapter;
    const openIn = (room: string) => rooms.get(room)?.size ?? 0;
    return (
      openIn(sessionRoom(sessionId)) >= limits.maxPerSession || openIn(accountRoom(accountId)) >= limits.maxPerAccount
    );
  }

  function closeUnread() {
    for (const { conn } of io.of('/').sockets.values()) {
      if (countUnsent(conn as unknown as RawConnection) <= limits.maxUnsent) continue;
      refused('not_reading');
      // At once: a graceful close would wait behind the unread bytes.
      conn.close(true);
    }
  }

  async function closeIfEnded(socket: AccountSocket) {
    if (!(await admission.hasEnded(socket.data.principal))) return;
    socket.emit('session:ended', {});
    socket.disconnect(true);
  }

  let attached = false;
  let unreadTimer: ReturnType<typeof setInterval> | undefined;
  return {
    attach(server) {
      io.attach(server);
      attached = true;
      io.engine.on('connection', (connection: RawConnection & { once(event: 'close', listener: () => void): void }) => {
        const leave = waiting.enter(readNetwork(connection.request));
        leaveWaitingRoom.set(connection, leave);
        connection.once('close', leave);
      });
      unreadTimer = setInterval(closeUnread, unreadCheckMs);
      unreadTimer.unref();
    },
    push({ rooms, message, payload, closes }) {
      const args = [payload] as unknown as Parameters<ServerToClientEvents[typeof message]>;
      io.to(rooms).emit(message, ...args);
      if (closes) io.in(rooms).disconnectSockets(true);
    },
    onOpen(listen) {
      io.on('connection', listen);
    },
    hasListeners: (accountId) => redis !== undefined || io.of('/').adapter.rooms.has(accountRoom(accountId)),
    redis: () => redis && (redis.isReady() ? 'ok' : 'unreachable'),
    stop() {
      clearInterval(unreadTimer);
      // `io.close()` would close the HTTP server, which is its owner's.
      io.local.disconnectSockets(true);
      if (attached) io.engine.close();
      redis?.close();
    },
  };
}
