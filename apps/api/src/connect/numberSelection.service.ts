import type { AttemptDto } from '@switchboard/contracts';
import { may } from '../accounts/policy.js';
import type { Principal } from '../accounts/session.service.js';
import type { NumberRepository } from '../numbers/number.repository.js';
import { type Clock, later } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import { currentPhase } from './attempt.js';
import type { AttemptRecord, AttemptRepository } from './attempt.repository.js';
import type { AttemptRuns } from './attemptRuns.js';
import type { AttemptTokens } from './attemptTokens.js';
import { tokenHeldMs } from './lifetimes.js';
import { refusedChoice } from './numberSelection.js';

export interface NumberSelectionDeps {
  attempts: Pick<AttemptRepository, 'claim' | 'findWithToken'>;
  runs: AttemptRuns;
  tokens: Pick<AttemptTokens, 'open'>;
  numbers: NumberRepository;
  clock: Clock;
}

/** Takes the numbers that somebody chose from what Meta shared. */
export function createNumberSelectionService({ attempts, runs, tokens, numbers, clock }: NumberSelectionDeps) {
  async function claim(attempt: AttemptRecord, chosen: readonly string[], knownOnly: boolean) {
    const phase = currentPhase(attempt, clock.now());
    if (phase === 'expired' && attempt.choice) throw new AppError('choice_expired');
    if (phase !== 'choosing' || !attempt.choice || !attempt.accessToken) throw new AppError('not_choosing');
    const onlyKnown = knownOnly || attempt.knownNumbersOnly ? await numbers.findKnownIds(attempt.accountId) : null;
    const refusal = refusedChoice(attempt.choice, chosen, onlyKnown);
    if (refusal) throw new AppError(refusal);
    const accessToken = tokens.open(attempt);
    const claimed = await attempts.claim(attempt, {
      chosen: [...new Set(chosen)],
      tokenHeldUntil: later(clock.now(), tokenHeldMs),
    });
    return claimed && { claimed, accessToken };
  }

  /** @returns the attempt after its run, whoever's choice that took. */
  async function chooseFound(
    attempt: AttemptRecord,
    chosen: readonly string[],
    knownOnly: boolean,
  ): Promise<AttemptDto> {
    const ours = attempt.chosen ? null : await claim(attempt, chosen, knownOnly);
    if (ours) await runs.run(ours.claimed, { accessToken: ours.accessToken });
    const settled = await runs.waitForRun(attempt);
    if (currentPhase(settled, clock.now()) === 'expired') throw new AppError('choice_expired');
    return runs.show(settled);
  }

  return {
    chooseFound,

    /** For a member: of whoever connects no new number, only those the account knows. @throws AppError `not_found`. */
    async choose(by: Principal, attemptId: string, phoneNumberIds: readonly string[]): Promise<AttemptDto> {
      const attempt = await attempts.findWithToken(by.accountId, attemptId);
      return chooseFound(attempt, phoneNumberIds, !may(by, 'number.connect'));
    },
  };
}
export type NumberSelectionService = ReturnType<typeof createNumberSelectionService>;
