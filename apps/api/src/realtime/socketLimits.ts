import type { IncomingMessage } from 'node:http';
import type { Metrics } from '../platform/metrics.js';
import type { SocketLimits } from './limits.js';

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

const measureSize = (data: unknown) => (typeof data === 'string' || Buffer.isBuffer(data) ? data.length : 0);

/** Bytes in Engine.IO's queue, and in the socket's own. */
export function countUnsent({ writeBuffer, transport }: RawConnection): number {
  let unsent = transport.socket?.bufferedAmount ?? 0;
  for (const { data } of writeBuffer) unsent += measureSize(data);
  return unsent;
}
