import { days, seconds } from '../platform/clock.js';

/** How long everything about Meta's deliveries lives. Counts and sizes: `limits.ts`; deliveries: `KEEP_DELIVERIES_DAYS`. */

// Receiving
/** A sender that takes longer than this for its body is refused. */
export const bodyTimeoutMs = seconds(10);
/** Whoever waits is answered within two seconds. A write that succeeds later does no harm: Meta sends the delivery again. */
export const appendTimeoutMs = seconds(1.75);
/** After the database was found to be away, deliveries are refused for this long without asking it. */
export const databaseAwayMs = 500;

// Projecting
/** A round waits this long for others to share its writes. */
export const gatherMs = 20;
/** Between two looks whether deliveries under way are stored. */
export const settlePollMs = 5;
/** Between two tries to read the log, when the database is away. */
export const rereadMs = 500;
/** Between two tries to project deliveries; the last is for every further one. */
export const projectRetryDelaysMs = [100, 500, 2_000, 5_000];
/** Of a write that ended its connection, the next try is soon: the database is there. */
export const brokenRetryMs = 100;
/** Progress is stored this often and not at every step: projecting the rest twice does no harm. */
export const progressStoredEveryMs = 250;
/** A process without a heartbeat for this long has died: another projects what it left. */
export const writerAliveMs = seconds(10);
/** How long a process that stops goes on projecting, before it leaves the rest to others. */
export const stopPatienceMs = seconds(5);
/** How often it is stored that a number is alive: the ladder shows minutes. */
export const activityStoredEveryMs = seconds(20);

// What is kept
/** Notices are kept longer than the deliveries they came with: a year, by the default of `KEEP_DELIVERIES_DAYS`. */
export const noticesOutliveDeliveriesMs = days(335);
