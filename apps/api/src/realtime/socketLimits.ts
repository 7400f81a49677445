import type { IncomingMessage } from 'node:http';
import { seconds } from '../platform/clock.js';
import type { Metrics } from '../platform/metrics.js';

export interface SocketLimits {
  /** Connections without a ticket yet. */
  maxWaitingPerAddress: number;
  maxWaiting: number;
  /** Milliseconds to present a ticket. */
  ticketMs: number;
  /** Milliseconds for the database to check it. */
  admitMs: number;
  /** Open sockets in this process. A session has one for each tab. */
  maxPerSession: number;
  maxPerAccount: number;
  /** Bytes that wait for a browser. */
  maxUnsent: number;
}

export const socketLimits: SocketLimits = {
  maxWaitingPerAddress: 30,
  maxWaiting: 1_000,
  ticketMs: seconds(5),
  admitMs: seconds(1.75),
  maxPerSession: 30,
  maxPerAccount: 1_000,
  maxUnsent: 1024 * 1024,
};

export interface WaitingRoom {
  hasRoomFor(address: string): boolean;
  /** @returns a function to call when the connection has presented its ticket, or is closed. */
  enter(address: string): () => void;
}

/** Counts the connections without a ticket. */
export function createWaitingRoom({ maxWaiting, maxWaitingPerAddress }: SocketLimits, metrics: Metrics): WaitingRoom {
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
    hasRoomFor: (address) => all < maxWaiting && (waiting.get(address) ?? 0) < maxWaitingPerAddress,
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

/** A connection of Engine.IO's. */
export interface RawConnection {
  request: IncomingMessage;
  writeBuffer: readonly { data?: unknown }[];
  transport: { socket?: { bufferedAmount?: number } };
}

const sizeOf = (data: unknown) => (typeof data === 'string' || Buffer.isBuffer(data) ? data.length : 0);

/** Bytes in Engine.IO's queue, and in the socket's own. */
export function countUnsent({ writeBuffer, transport }: RawConnection): number {
  let unsent = transport.socket?.bufferedAmount ?? 0;
  for (const { data } of writeBuffer) unsent += sizeOf(data);
  return unsent;
}
