import { type ErrorCode, errorCatalogue, findMetaErrorEntry, type ProblemDto } from '@switchboard/contracts';
import type { GraphFailure, GraphFailureKind } from '@switchboard/graph';

const codeOfKind: Partial<Record<GraphFailureKind, ErrorCode>> = {
  code_expired: 'code_expired',
  code_used: 'code_used',
  code_invalid: 'code_invalid',
  redirect_uri_mismatch: 'redirect_uri_mismatch',
  app_misconfigured: 'app_misconfigured',
  token_invalid: 'token_invalid',
  permission_missing: 'permission_missing',
  rate_limited: 'meta_rate_limited',
  meta_unavailable: 'meta_unavailable',
  meta_unreachable: 'meta_unreachable',
  timed_out: 'meta_timed_out',
  unexpected_answer: 'meta_unexpected_answer',
};

/** The error code that people see for a failed call to Meta. */
export function toErrorCode(failure: GraphFailure): ErrorCode {
  const known = codeOfKind[failure.kind];
  if (known) return known;
  return failure.outcome === 'unknown' || failure.turn === 'meta' ? 'meta_unavailable' : 'meta_refused';
}

/** The words for Meta's own code: those of `meta_refused` say nothing about the reason. */
function describeRefusal({ code, subcode }: GraphFailure): string | null {
  const entry = code === undefined ? undefined : findMetaErrorEntry(code, subcode);
  return entry ? [entry.what, entry.press].filter(Boolean).join(' ') : null;
}

/** The problem that people see, with Meta's trace id and codes for support. */
export function toProblem(failure: GraphFailure): ProblemDto {
  const code = toErrorCode(failure);
  const details: Record<string, unknown> = { turn: failure.turn };
  if (failure.code !== undefined) details.metaCode = failure.code;
  if (failure.subcode !== undefined) details.metaSubcode = failure.subcode;
  return {
    code,
    message: (code === 'meta_refused' && describeRefusal(failure)) || errorCatalogue[code].message,
    details,
    ...(failure.fbtraceId ? { fbtraceId: failure.fbtraceId } : {}),
  };
}

/** Whether a failure is evidence about the business's grant or number: a time-out, a limit or a fault of Meta's is none. */
export const isClearAnswer = (failure: GraphFailure) => failure.outcome === 'refused' && failure.turn === 'business';
