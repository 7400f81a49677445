import type { AttemptDto, AttemptPhase, ErrorCode, StatusReply } from '@switchboard/contracts';

/** Whether Meta's answer was taken: it must not be submitted again. */
export const isAnswered = (phase: AttemptPhase): boolean => phase !== 'waiting' && phase !== 'working';

export const isOver = (phase: AttemptPhase): boolean => isAnswered(phase) && phase !== 'choosing';

/**
 * The newer of two versions of an attempt, however and in whichever order they came. Of different attempts, the second
 * is taken.
 */
export function newerAttempt(known: AttemptDto | null | undefined, arrived: AttemptDto): AttemptDto {
  if (!known || known.attemptId !== arrived.attemptId) return arrived;
  return arrived.revision >= known.revision ? arrived : known;
}

export function mergeStatus(known: StatusReply | undefined, loaded: StatusReply): StatusReply {
  if (!loaded.attempt) return loaded;
  const attempt = newerAttempt(known?.attempt, loaded.attempt);
  return attempt === loaded.attempt ? loaded : { ...loaded, attempt };
}

/** The status with a pushed attempt, when that is the shown one or a later one. */
export function statusWithAttempt(status: StatusReply, pushed: AttemptDto): StatusReply {
  const shown = status.attempt;
  if (shown && shown.attemptId !== pushed.attemptId && shown.startedAt > pushed.startedAt) return status;
  const attempt = newerAttempt(shown, pushed);
  return attempt === shown ? status : { ...status, attempt };
}

/** Why an attempt ended without a full connection; null when there is nothing to explain. */
export function findEndingCode(attempt: AttemptDto): ErrorCode | null {
  if (attempt.problem) return attempt.problem.code;
  switch (attempt.phase) {
    case 'denied':
      return 'connect_denied';
    case 'closed':
      return 'connect_closed';
    case 'expired':
      return 'state_expired';
    case 'failed':
      return 'login_failed';
    case 'partial':
      return attempt.numbers.find((number) => number.problem)?.problem?.code ?? 'subscription_failed';
    default:
      return null;
  }
}

/** Polling interval of an attempt in milliseconds: short while it moves, long behind a socket. */
export function attemptIntervalMs(attempt: AttemptDto | undefined, live: boolean): number | false {
  if (attempt && isOver(attempt.phase)) return false;
  // A colleague or another tab may select.
  if (attempt?.phase === 'choosing') return live ? 30_000 : 5_000;
  return live ? 8_000 : 2_000;
}

/** Polling interval of the status in milliseconds. */
export function statusIntervalMs(status: StatusReply | undefined, live: boolean): number {
  const phase = status?.attempt?.phase;
  if (phase === 'working') return live ? 8_000 : 2_000;
  if (phase === 'waiting' || phase === 'choosing') return live ? 30_000 : 3_000;
  return live ? 60_000 : 15_000;
}

/** The steps and numbers of an attempt without the fault that is shown above them. */
export function withoutSaid<Attempt extends Pick<AttemptDto, 'steps' | 'numbers'>>(
  { steps, numbers }: Attempt,
  said: string,
): Pick<AttemptDto, 'steps' | 'numbers'> {
  return {
    steps: steps.map((step) => (step.problem?.message === said ? { ...step, problem: null } : step)),
    numbers: numbers.map((number) => (number.problem?.message === said ? { ...number, problem: null } : number)),
  };
}
