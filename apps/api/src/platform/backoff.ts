import { hours, minutes, seconds } from './clock.js';

/** How waits between tries grow: from the first to the longest, in milliseconds. */
export interface Backoff {
  firstMs: number;
  longestMs: number;
}

/**
 * How long one process may be at one piece of work before another takes it up. It is extended while the work goes on, so
 * it need not be as long as the longest work: what it costs is the wait after a process that died.
 */
export const leaseMs = minutes(1);
/** A lease is extended this often: two extensions may be lost before the lease is. */
export const extendEveryMs = leaseMs / 3;
/** Work without progress is given to another process after this, however alive its process is: it hangs. */
export const longestWorkMs = minutes(15);

export const backoffs = {
  /** Somebody looks at it and waits: a file that Meta does not have ready yet, or work on our own database. */
  awaited: { firstMs: seconds(2), longestMs: hours(1) },
  /** A mail server: greylisting lasts minutes, an outage hours, and after an hour a mail is late anyway. */
  mail: { firstMs: minutes(1), longestMs: hours(1) },
  /** Meta is away: tried for a week, about three dozen times. */
  outage: { firstMs: minutes(1), longestMs: hours(6) },
} satisfies Record<string, Backoff>;

/** Beyond this every wait has reached its longest, and powers would leave the numbers that are exact. */
const mostDoublings = 30;

/**
 * The wait after a try that failed, without its jitter: doubles from the first to the longest. Pure.
 *
 * @param tries how many have failed; less than one counts as one.
 * @returns milliseconds.
 */
export const doubledMs = ({ firstMs, longestMs }: Backoff, tries: number): number =>
  Math.min(firstMs * 2 ** Math.min(Math.max(0, tries - 1), mostDoublings), longestMs);

/**
 * The wait after a try that failed: up to a quarter is taken off, so that what failed together does not come back
 * together, and nothing waits longer than its longest. Pure.
 *
 * @param random from 0 to 1.
 * @returns milliseconds.
 */
export const backoffMs = (backoff: Backoff, tries: number, random: number): number =>
  Math.ceil(doubledMs(backoff, tries) * (1 - random / 4));
