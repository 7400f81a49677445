import { type ErrorCode, errorCatalogue, type ProblemDto } from '@switchboard/contracts';

/** A problem of our own, in the words of its code. */
export const makeProblem = (code: ErrorCode, details?: Record<string, unknown>): ProblemDto => ({
  code,
  message: errorCatalogue[code].message,
  ...(details ? { details } : {}),
});

const passingCodes: ReadonlySet<ErrorCode> = new Set([
  'meta_unreachable',
  'meta_unavailable',
  'meta_timed_out',
  'meta_unexpected_answer',
  'meta_rate_limited',
  'subscription_failed',
  'save_failed',
  'key_missing',
  'database_unavailable',
  'connect_interrupted',
  'internal',
]);
/** Whether the fault lies with the moment and not with the grant, so that another try may work. */
export const isPassing = (code: ErrorCode) => passingCodes.has(code);
