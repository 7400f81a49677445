import type { GraphFailure } from './graphFailure.js';

/** An answer that none of Meta's edges gives: HTML, a missing field, a redirect. Most often a proxy or a wrong address. */
export function unexpectedAnswer(
  message: string,
  answer: Pick<GraphFailure, 'httpStatus' | 'fbtraceId'> = {},
): { ok: false; failure: GraphFailure } {
  return {
    ok: false,
    failure: { kind: 'unexpected_answer', turn: 'operator', retry: 'few', outcome: 'unknown', message, ...answer },
  };
}
