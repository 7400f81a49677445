import { hours, minutes, seconds } from './clock.js';

export interface Backoff {
  firstMs: number;
  longestMs: number;
}

/** How long a row of a process that died waits for another one. A process that works extends its lease. */
export const leaseMs = minutes(1);
/** Two extensions may fail before the lease is lost. */
export const extendEveryMs = leaseMs / 3;
/** Work without progress for this long hangs, and another process may claim it. */
export const longestWorkMs = minutes(15);

export const backoffs = {
  /** A person waits: a file that Meta does not have ready yet, or work on our own database. */
  awaited: { firstMs: seconds(2), longestMs: hours(1) },
  /** Greylisting of a mail server lasts minutes, an outage hours. */
  mail: { firstMs: minutes(1), longestMs: hours(1) },
  /** An outage of Meta's: about 36 tries in a week. */
  outage: { firstMs: minutes(1), longestMs: hours(6) },
} satisfies Record<string, Backoff>;

/** Keeps the powers of two within exact numbers. */
const maxDoublings = 30;

/** The wait after this many failed tries, without jitter, in milliseconds. Pure. */
export const doubledMs = ({ firstMs, longestMs }: Backoff, tries: number): number =>
  Math.min(firstMs * 2 ** Math.min(Math.max(0, tries - 1), maxDoublings), longestMs);

/** `doubledMs` less up to a quarter, so that rows that failed together are not tried together. @param random 0 to 1. */
export const backoffMs = (backoff: Backoff, tries: number, random: number): number =>
  Math.ceil(doubledMs(backoff, tries) * (1 - random / 4));
