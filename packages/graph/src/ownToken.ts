import type { GraphFailure, GraphResult } from './graphFailure.js';

/**
 * A call with a token of our own gets a 190 about that one: `debug_token` answers 200 about a token that is not valid.
 * Taken for the business's, a mistyped secret would look like every business having left.
 */
export function blameOurOwnToken(failure: GraphFailure): GraphFailure {
  return failure.kind === 'token_invalid' ? { ...failure, kind: 'app_misconfigured', turn: 'operator' } : failure;
}

export const blamingOurOwnToken = <T>(result: GraphResult<T>): GraphResult<T> =>
  result.ok ? result : { ok: false, failure: blameOurOwnToken(result.failure) };
