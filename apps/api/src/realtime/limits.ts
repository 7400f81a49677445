import { admitMs, ticketAwaitedMs } from './lifetimes.js';

/** How many sockets there may be, and what may wait for them. Times: `lifetimes.ts`. */

// Sockets
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
  ticketMs: ticketAwaitedMs,
  admitMs,
  maxPerSession: 30,
  maxPerAccount: 1_000,
  maxUnsent: 1024 * 1024,
};

// Presence
/** Of one socket in `reportsCountedMs`; reports beyond this are dropped. */
export const maxReports = 20;

// Redis
/** Commands that wait for Redis; beyond this they are lost, and browsers ask for the state later. */
export const maxRedisCommands = 5_000;
