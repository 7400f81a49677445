import type { GraphFailure } from './graphFailure.js';

/**
 * `repeatable`: doing the call twice is the same as doing it once (reads, and writes that set a state).
 * `once`: the call uses something up, such as a login code.
 * `never`: the caller decides when, because it keeps what is to be sent and knows what came of it.
 */
export type RetryPolicy = 'repeatable' | 'once' | 'never';

/**
 * Whether a call is tried again at once, while somebody waits. Rate limits never are: Meta counts by the hour, and a
 * retry after a second makes the wait longer.
 */
export function isWorthRetrying(failure: GraphFailure, policy: RetryPolicy): boolean {
  if (policy === 'never' || failure.kind === 'rate_limited') return false;
  if (policy === 'once') return isCertainlyUnused(failure);
  if (failure.retry === 'backoff') return true;
  return failure.retry === 'few' && isServerError(failure);
}

/** Meta never saw the call, or refused it with "not now" in its own words. */
function isCertainlyUnused(failure: GraphFailure): boolean {
  if (failure.outcome !== 'refused') return false;
  if (failure.kind === 'meta_unreachable') return failure.retry === 'backoff';
  return isServerError(failure) && (failure.isTransient === true || failure.code === 2);
}

const isServerError = (failure: GraphFailure) => (failure.httpStatus ?? 0) >= 500;
