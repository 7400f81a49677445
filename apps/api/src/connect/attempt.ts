import {
  type AttemptChoice,
  type AttemptDto,
  type AttemptPhase,
  errorCode,
  isConnected,
  type ProblemDto,
  type StepName,
  stepNames,
} from '@switchboard/contracts';
import { isPassing, makeProblem } from '../platform/problem.js';
import type { AttemptRecord, AttemptStep, KeptChoice } from './attempt.model.js';

export const freshSteps = (): AttemptStep[] =>
  stepNames.map((name) => ({ name, state: 'waiting', at: null, problem: null }));

export const newAttempt = () => ({
  phase: 'waiting' as const,
  revision: 0,
  steps: freshSteps(),
  numbers: [],
  problem: null,
});

export function withStep(
  steps: readonly AttemptStep[],
  name: StepName,
  change: Pick<AttemptStep, 'state'> & Partial<AttemptStep>,
  at: Date,
): AttemptStep[] {
  return steps.map((step) => (step.name === name ? { ...step, problem: null, ...change, at } : step));
}

/** The step that was running fails with the problem; steps that were not reached are skipped. */
export function withEndedSteps(steps: readonly AttemptStep[], problem: ProblemDto, at: Date): AttemptStep[] {
  const anyFailed = steps.some((step) => step.state === 'failed');
  let blamed = anyFailed;
  return steps.map((step) => {
    if (step.state === 'running' && !blamed) {
      blamed = true;
      return { ...step, state: 'failed', at, problem };
    }
    return step.state === 'waiting' || step.state === 'running' ? { ...step, state: 'skipped', at } : step;
  });
}

/** Whether the same login can be tried again. A dry run fails for whatever stopped it, so its cause counts. */
export function isPassingProblem({ code, details }: ProblemDto): boolean {
  const because = errorCode.safeParse(details?.because);
  return isPassing(code) || (code === 'rehearsal_failed' && because.success && isPassing(because.data));
}

/** The phase now: a waiting attempt expires by itself, a working one whose process is gone was interrupted. */
export function currentPhase(attempt: AttemptRecord, now: Date): AttemptPhase {
  if (attempt.phase === 'waiting' && attempt.expiresAt <= now) return 'expired';
  if (isChoiceOver(attempt, now)) return 'expired';
  if (attempt.phase === 'working' && isAbandoned(attempt, now)) return 'failed';
  return attempt.phase;
}

export const isChoiceOver = (attempt: AttemptRecord, now: Date) =>
  attempt.phase === 'choosing' && (!attempt.choice || attempt.choice.until <= now);

export const isAbandoned = (attempt: AttemptRecord, now: Date) =>
  attempt.phase === 'working' && (!attempt.leaseUntil || attempt.leaseUntil <= now);

export function canRetry(attempt: AttemptRecord, now: Date): boolean {
  const held = attempt.tokenHeldUntil !== undefined && attempt.tokenHeldUntil > now;
  const phase = currentPhase(attempt, now);
  return held && (phase === 'failed' || phase === 'partial');
}

export function toAttemptDto(attempt: AttemptRecord, startedBy: string, now: Date): AttemptDto {
  const phase = currentPhase(attempt, now);
  const interrupted = phase === 'failed' && attempt.phase === 'working';
  const retryable = canRetry(attempt, now);
  const problem = interrupted
    ? interruption(retryable)
    : phase === 'expired'
      ? (attempt.problem ?? makeProblem(attempt.phase === 'waiting' ? 'state_expired' : 'choice_expired'))
      : attempt.problem;
  const steps = interrupted && problem ? withEndedSteps(attempt.steps, problem, now) : attempt.steps;
  return {
    attemptId: attempt.attemptId,
    flow: attempt.flow,
    phase,
    startedBy,
    startedAt: attempt.createdAt.toISOString(),
    expiresAt: attempt.expiresAt.toISOString(),
    finishedAt: attempt.finishedAt?.toISOString() ?? null,
    revision: attempt.revision,
    steps: steps.map((step) => ({ ...step, at: step.at?.toISOString() ?? null })),
    numbers: attempt.numbers,
    problem,
    canRetry: retryable,
    choice: phase === 'choosing' && attempt.choice ? toChoiceDto(attempt.choice) : null,
    reconnect: attempt.reconnect ?? null,
    handoverId: attempt.handoverId ?? null,
  };
}

const toChoiceDto = ({ until, wabas }: KeptChoice): AttemptChoice => ({ until: until.toISOString(), wabas });

/** How an attempt that kept numbers ended, in one sentence. "Connected" are only numbers whose first three rungs are good. */
export function outcomeWords({ phase, numbers }: Pick<AttemptDto, 'phase' | 'numbers'>): string {
  if (phase === 'choosing') return 'Choose which numbers Switchboard is to connect.';
  const count = (amount: number) => (amount === 1 ? '1 number is' : `${amount} numbers are`);
  const saved = numbers.filter((number) => number.saved).length;
  const connected = numbers.filter(isConnected).length;
  if (connected < saved) {
    if (saved === 1) return '1 number is saved, but not connected yet.';
    return `${count(saved)} saved, ${connected === 0 ? 'none' : connected} of them connected so far.`;
  }
  return phase === 'connected'
    ? `${count(connected)} connected.`
    : `${count(connected)} connected, but not everything worked.`;
}

const interruption = (retryable: boolean): ProblemDto =>
  retryable
    ? {
        code: 'connect_interrupted',
        message:
          'Switchboard was restarted while it connected. The login is still held: try again, no new login is needed.',
      }
    : makeProblem('connect_interrupted');
