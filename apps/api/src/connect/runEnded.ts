import type { ErrorCode, ProblemDto } from '@switchboard/contracts';
import type { GraphFailure, GraphResult } from '@switchboard/graph';
import { toProblem } from '../platform/graphProblem.js';
import { makeProblem } from '../platform/problem.js';

/** Ends the run of an attempt with a problem of the whole attempt. */
export class RunEnded extends Error {
  constructor(readonly problem: ProblemDto) {
    super(problem.code);
  }
}

export const end = (code: ErrorCode, details?: Record<string, unknown>): never => {
  throw new RunEnded(makeProblem(code, details));
};

/** @throws RunEnded with what Meta said, where it did not answer well. */
export const requireAnswer = <T>(answer: GraphResult<T>): T => {
  if (answer.ok) return answer.value;
  throw new RunEnded(toProblem(answer.failure));
};

/** Meta's refusal under a code of our own that says what it means here; Meta's numbers stay in the details. */
export function explained(failure: GraphFailure, code?: ErrorCode, details?: Record<string, unknown>): ProblemDto {
  const problem = toProblem(failure);
  return code
    ? { ...problem, ...makeProblem(code, { ...problem.details, ...details, because: problem.code }) }
    : problem;
}

export const failed = (failure: GraphFailure | undefined, code?: ErrorCode) => ({
  state: 'failed' as const,
  problem: failure ? explained(failure, code) : null,
});
