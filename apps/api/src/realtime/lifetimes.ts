import { minutes, seconds } from '../platform/clock.js';

/** How long everything about the live channel lives. Counts and sizes: `limits.ts`. */

// Opening a socket
/** From asking for a ticket to presenting it. */
export const ticketLifeMs = seconds(30);
/** A connection that presents no ticket in this time is closed. */
export const ticketAwaitedMs = seconds(5);
/** How long the database may take to check a ticket: whoever waits is answered within two seconds. */
export const admitMs = seconds(1.75);

// An open socket
/** Without Redis, another process cannot close a socket when its session ends: it is asked about this often. */
export const sessionRecheckMs = minutes(1);
/** Between two checks for browsers that do not read. */
export const unreadCheckMs = seconds(1);
/** The reports of presence of one socket are counted over this time. */
export const reportsCountedMs = seconds(10);

// Redis
/** Tries to reach Redis are never further apart. */
export const redisLongestRetryMs = seconds(5);
