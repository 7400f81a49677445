import type { IncomingMessage } from 'node:http';
import { seconds } from '../platform/clock.js';
import type { Metrics } from '../platform/metrics.js';

export interface SocketLimits {
  /** Connections that have not presented a ticket yet: of one address, and of all. */
  mostWaitingPerAddress: number;
  mostWaiting: number;
  /** Milliseconds to present one. */
  ticketMs: number;
  /** Milliseconds that the database has to say whose it is. */
  admitMs: number;
  /** Open sockets of one session (its browser's tabs) and of one account, in this process. */
  mostPerSession: number;
  mostPerAccount: number;
  /** Bytes that wait for a browser which does not read. It catches up when it comes back. */
  mostUnsent: number;
}

export const socketLimits: SocketLimits = {
  mostWaitingPerAddress: 30,
  mostWaiting: 1_000,
  ticketMs: seconds(5),
  admitMs: seconds(1.75),
  mostPerSession: 30,
  mostPerAccount: 1_000,
  mostUnsent: 1024 * 1024,
};

export interface WaitingRoom {
  hasRoomFor(address: string): boolean;
  /** Lets one in. @returns what to do once when it leaves: with a ticket, or closed. */
  enter(address: string): () => void;
}

/** Counts the connections without a ticket. */
export function createWaitingRoom({ mostWaiting, mostWaitingPerAddress }: SocketLimits, metrics: Metrics): WaitingRoom {
  const waiting = new Map<string, number>();
  let all = 0;
  const change = (address: string, by: number) => {
    all += by;
    metrics.waitingSockets.set(all);
    const now = (waiting.get(address) ?? 0) + by;
    if (now === 0) waiting.delete(address);
    else waiting.set(address, now);
  };
  return {
    hasRoomFor: (address) => all < mostWaiting && (waiting.get(address) ?? 0) < mostWaitingPerAddress,
    enter(address) {
      change(address, 1);
      let isInside = true;
      return () => {
        if (isInside) change(address, -1);
        isInside = false;
      };
    },
  };
}

/** What is seen here of a connection of Engine.IO's. */
export interface RawConnection {
  request: IncomingMessage;
  writeBuffer: readonly { data?: unknown }[];
  transport: { socket?: { bufferedAmount?: number } };
}

const sizeOf = (data: unknown) => (typeof data === 'string' || Buffer.isBuffer(data) ? data.length : 0);

/** Bytes that were given to a connection and have not left: in Engine.IO's queue, and in the socket's own. */
export function unsentOf({ writeBuffer, transport }: RawConnection): number {
  let unsent = transport.socket?.bufferedAmount ?? 0;
  for (const { data } of writeBuffer) unsent += sizeOf(data);
  return unsent;
}
