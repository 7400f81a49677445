import type { AttemptNumberDto, AttemptPhase, ProblemDto, StepName } from '@switchboard/contracts';
import type { Clock } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { AppError } from '../platform/errors.js';
import { toAttemptDto, withEndedSteps, withStep } from './attempt.js';
import type { AttemptRecord, AttemptStep, KeptChoice } from './attempt.model.js';
import type { AttemptRepository } from './attempt.repository.js';

export interface AttemptRecorder {
  readonly attempt: AttemptRecord;
  step(name: StepName, change: Pick<AttemptStep, 'state'> & Partial<AttemptStep>): void;
  numbers(numbers: AttemptNumberDto[]): void;
  /** Keeps the sealed token with the attempt, so that any process can go on with it. */
  holdToken(sealed: string, until: Date): void;
  /** Stops until somebody has chosen, and holds the token for that long. */
  stopToChoose(choice: KeptChoice): void;
  end(phase: AttemptPhase, problem: ProblemDto | null, keepToken: boolean): void;
  /** Settles when everything noted so far is stored. @throws what the database said. */
  flush(): Promise<void>;
}

export interface RecorderDeps {
  attempts: Pick<AttemptRepository, 'write'>;
  clock: Clock;
  startedBy: string;
  events: DomainEvents;
}

/**
 * Stores how an attempt goes, beside the calls to Meta: one write at a time, the newest state last.
 *
 * @param claimed its `runId` guards every write.
 */
export function createAttemptRecorder(
  { attempts, startedBy, events, clock }: RecorderDeps,
  claimed: AttemptRecord,
): AttemptRecorder {
  let attempt = claimed;
  let token: { accessToken?: string; tokenHeldUntil: Date } | 'release' | null = null;
  let dirty = false;
  let writing: Promise<void> = Promise.resolve();
  let failure: { error: unknown } | null = null;

  async function writeAll() {
    while (dirty && !failure) {
      dirty = false;
      const snapshot = attempt;
      const { phase, revision, steps, numbers, problem, choice, finishedAt } = snapshot;
      const set = {
        phase,
        revision,
        steps,
        numbers,
        problem,
        ...(choice ? { choice } : {}),
        ...(finishedAt ? { finishedAt } : {}),
      };
      const isOurs = await attempts.write(
        attempt,
        token === 'release'
          ? { $set: set, $unset: { accessToken: 1, tokenHeldUntil: 1 } }
          : { $set: { ...set, ...token } },
      );
      if (!isOurs) throw new AppError('connect_interrupted');
      const shown = toAttemptDto(snapshot, startedBy, clock.now());
      events.emit('attempt.changed', { accountId: snapshot.accountId, attempt: shown });
    }
  }

  function change(next: Partial<AttemptRecord>) {
    attempt = { ...attempt, ...next, revision: attempt.revision + 1 };
    if (dirty) return;
    dirty = true;
    writing = writing.then(writeAll).catch((error: unknown) => {
      failure = { error };
    });
  }

  return {
    get attempt() {
      return attempt;
    },
    step(name, stepChange) {
      change({ steps: withStep(attempt.steps, name, stepChange, clock.now()) });
    },
    numbers(numbers) {
      change({ numbers });
    },
    holdToken(accessToken, tokenHeldUntil) {
      token = { accessToken, tokenHeldUntil };
      change({ tokenHeldUntil });
    },
    stopToChoose(choice) {
      const tokenHeldUntil = choice.until;
      token = { ...(token === 'release' ? null : token), tokenHeldUntil };
      change({ phase: 'choosing', choice, tokenHeldUntil });
    },
    end(phase, problem, keepToken) {
      const now = clock.now();
      if (!keepToken) token = 'release';
      change({
        phase,
        problem,
        finishedAt: now,
        steps: problem && phase === 'failed' ? withEndedSteps(attempt.steps, problem, now) : attempt.steps,
        ...(keepToken ? {} : { tokenHeldUntil: undefined }),
      });
    },
    async flush() {
      await writing;
      if (failure) throw failure.error;
    },
  };
}
