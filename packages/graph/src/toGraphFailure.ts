import { z } from 'zod';
import { findGraphErrorEntry } from './graphErrorTable.js';
import type { GraphFailure } from './graphFailure.js';

export interface GraphAnswerContext {
  httpStatus: number;
  /** From the response headers; the body's own `fbtrace_id` goes before it. */
  fbtraceId?: string;
}

// Everything is optional and nothing is fatal: whatever the answer looks like, the caller needs a failure to act on.
const lenientInteger = z.coerce.number().int().optional().catch(undefined);
const lenientText = z.string().optional().catch(undefined);
const graphErrorAnswer = z.looseObject({
  error: z.looseObject({
    message: lenientText,
    code: lenientInteger,
    error_subcode: lenientInteger,
    is_transient: z.boolean().optional().catch(undefined),
    fbtrace_id: lenientText,
    error_data: z.looseObject({ details: lenientText }).optional().catch(undefined),
  }),
});

export const isGraphErrorAnswer = (answer: unknown) => graphErrorAnswer.safeParse(answer).success;

/**
 * Turns Meta's error answer, any parsed JSON, into a failure. The code decides; the HTTP status does for unknown codes.
 * `is_transient: true` goes before the table's advice. Meta's words may quote secrets: the caller scrubs them.
 */
export function toGraphFailure(answer: unknown, context: GraphAnswerContext): GraphFailure {
  const parsed = graphErrorAnswer.safeParse(answer);
  if (!parsed.success) {
    return {
      ...judgeByStatus(context.httpStatus),
      outcome: 'unknown',
      message: `HTTP ${context.httpStatus} without one of Meta's error descriptions.`,
      httpStatus: context.httpStatus,
      fbtraceId: context.fbtraceId,
    };
  }
  const { error } = parsed.data;
  const entry =
    error.code === undefined ? undefined : findGraphErrorEntry(error.code, error.error_subcode, error.message);
  const { kind, turn, retry } = entry ?? judgeByStatus(context.httpStatus);
  return {
    kind,
    turn,
    retry: error.is_transient ? 'backoff' : retry,
    outcome: 'refused',
    message: error.message ?? `HTTP ${context.httpStatus} with an error that has no message.`,
    code: error.code,
    subcode: error.error_subcode,
    details: error.error_data?.details,
    isTransient: error.is_transient,
    httpStatus: context.httpStatus,
    fbtraceId: error.fbtrace_id ?? context.fbtraceId,
  };
}

/** What is known about a failure when nothing but the HTTP status tells: the fallback for unknown codes. */
export function judgeByStatus(httpStatus: number): Pick<GraphFailure, 'kind' | 'turn' | 'retry'> {
  if (httpStatus >= 500) return { kind: 'meta_unavailable', turn: 'meta', retry: 'backoff' };
  if (httpStatus === 429) return { kind: 'rate_limited', turn: 'switchboard', retry: 'backoff' };
  return { kind: 'unknown', turn: 'switchboard', retry: 'no' };
}
