import { metaErrorKinds, type RetryAdvice, type Turn } from '@switchboard/meta-codes';

export type { RetryAdvice, Turn } from '@switchboard/meta-codes';

/** What happened, in terms the callers decide by: what Meta's codes mean, and what no code says. */
export const graphFailureKinds = [...metaErrorKinds, 'meta_unreachable', 'timed_out', 'unexpected_answer'] as const;
export type GraphFailureKind = (typeof graphFailureKinds)[number];

/**
 * What a failed call told us, without tokens, codes and secrets. `outcome`: Meta `refused` it, or nothing was sent;
 * `unknown`: it may have taken effect all the same (a time-out, a broken connection, an answer that is not JSON).
 */
export interface GraphFailure {
  kind: GraphFailureKind;
  turn: Turn;
  retry: RetryAdvice;
  outcome: 'refused' | 'unknown';
  /** Meta's own words, for logs and support. Not for the screen. */
  message: string;
  code?: number;
  subcode?: number;
  details?: string;
  isTransient?: boolean;
  httpStatus?: number;
  /** Meta's trace id: what their support asks for first. */
  fbtraceId?: string;
}

/** The answer of every call of the Graph client: failures are values, nothing is thrown for what Meta may answer. */
export type GraphResult<T> = { ok: true; value: T } | { ok: false; failure: GraphFailure };
