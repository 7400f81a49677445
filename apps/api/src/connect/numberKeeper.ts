import type { AttemptNumberDto, ErrorCode, ProblemDto } from '@switchboard/contracts';
import type { GraphFailure } from '@switchboard/graph';
import type { AccountService } from '../accounts/account.service.js';
import type { ResubscribeService } from '../disconnect/resubscribe.service.js';
import type { ConnectionState } from '../numbers/connectionState.js';
import { registrationVerdict } from '../numbers/ladder.js';
import type { NumberRepository } from '../numbers/number.repository.js';
import { subscriptionEvidence } from '../numbers/subscription.js';
import { leaseMs } from '../platform/backoff.js';
import { type Clock, later } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import { toProblem } from '../platform/graphProblem.js';
import { makeProblem } from '../platform/problem.js';
import { isPassingProblem } from './attempt.js';
import type { AttemptRecord } from './attempt.model.js';
import type { AttemptRecorder } from './attemptRecorder.js';
import type { LogConnected } from './connectedLog.js';
import { explained, RunEnded } from './runEnded.js';
import type { ConfirmedLogin } from './runLogin.js';
import type { Candidate, FoundWaba, WebhookSwitch } from './webhookSwitch.js';

export interface NumberKeeperDeps {
  accounts: Pick<AccountService, 'setWaba'>;
  numbers: NumberRepository;
  connections: Pick<ConnectionState, 'activate'>;
  resubscribes: Pick<ResubscribeService, 'plan'>;
  webhooks: Pick<WebhookSwitch, 'subscribe'>;
  logConnected: LogConnected;
  clock: Clock;
}

export interface Kept {
  outcomes: AttemptNumberDto[];
  known: ReadonlySet<string>;
  unread: readonly GraphFailure[];
  wabas: readonly FoundWaba[];
}

/** How an attempt ends by what was kept. Pure. */
export function verdictOn({ outcomes, unread }: Pick<Kept, 'outcomes' | 'unread'>): {
  phase: 'connected' | 'partial';
  problem: ProblemDto | null;
  canRetry: boolean;
} {
  if (unread.length === 0 && outcomes.every((outcome) => outcome.saved && outcome.subscribed)) {
    return { phase: 'connected', problem: null, canRetry: false };
  }
  const problem = outcomes.find((outcome) => outcome.problem)?.problem ?? (unread[0] ? toProblem(unread[0]) : null);
  const isPassing = outcomes.some((outcome) => outcome.problem && isPassingProblem(outcome.problem));
  return { phase: 'partial', problem, canRetry: unread.length > 0 || isPassing };
}

/** Saves the numbers that a run has found, and ends the attempt by what became of them. */
export function createNumberKeeper(deps: NumberKeeperDeps) {
  const { accounts, numbers, connections, resubscribes, webhooks, logConnected, clock } = deps;

  /** Webhooks may be off again: by a call that takes effect late, or because the last other number left meanwhile. */
  async function subscribeLater(accountId: string, { wabaId, waba, askedAt, subscribeAgain }: FoundWaba) {
    const hasLeft = await numbers.hasLeftSince(wabaId, askedAt);
    if (!subscribeAgain && !hasLeft) return;
    const wabaName = waba.ok ? waba.value.wabaName : undefined;
    await resubscribes.plan({ accountId, wabaId, wabaName }, later(clock.now(), subscribeAgain ? leaseMs : 0));
  }

  return {
    /** @returns the numbers that must not be saved, with why, before any is written; and those the account knows. */
    async refusals(
      attempt: Pick<AttemptRecord, 'accountId' | 'knownNumbersOnly'>,
      ids: readonly string[],
    ): Promise<{ refused: Map<string, ErrorCode>; known: Set<string> }> {
      const [held, known] = await Promise.all([
        numbers.findHeldElsewhere(attempt.accountId, ids),
        numbers.findKnownIds(attempt.accountId),
      ]);
      const refused = new Map<string, ErrorCode>();
      for (const id of ids) {
        if (attempt.knownNumbersOnly && !known.has(id)) refused.set(id, 'number_not_known');
        else if (held.has(id)) refused.set(id, 'number_in_use');
      }
      return { refused, known };
    },

    /** Saves one number, unless it is among the refused ones. Never throws for what the database says. */
    async keep(
      { accountId, attemptId }: Pick<AttemptRecord, 'accountId' | 'attemptId'>,
      { accessToken, grant }: ConfirmedLogin,
      { found, waba, number }: Candidate,
      refused: ReadonlyMap<string, ErrorCode>,
    ): Promise<AttemptNumberDto> {
      const { phoneNumberId, displayPhone, displayName } = number;
      const registered = registrationVerdict(number.registration);
      const outcome = { phoneNumberId, wabaId: waba.wabaId, displayPhone, displayName, registered };
      const refusal = refused.get(phoneNumberId);
      if (refusal) return { ...outcome, saved: false, subscribed: false, problem: makeProblem(refusal) };
      const at = clock.now();
      try {
        const { leftAt } = await connections.activate({
          accountId,
          attemptId,
          number,
          waba,
          accessToken,
          metaUserId: grant.metaUserId,
          token: { valid: true, at, expiresAt: grant.expiresAt },
          subscription: subscriptionEvidence(found.subscribed, at),
        });
        // It was disconnected after its webhooks were switched on here: they may be off by now.
        if (leftAt && leftAt >= found.askedAt)
          await resubscribes.plan({ accountId, wabaId: waba.wabaId, wabaName: waba.wabaName }, at);
      } catch (error) {
        const code = error instanceof AppError ? error.code : 'save_failed';
        return { ...outcome, saved: false, subscribed: false, problem: makeProblem(code) };
      }
      const problem = found.subscribed.ok ? null : explained(found.subscribed.failure, 'subscription_failed');
      return { ...outcome, saved: true, subscribed: found.subscribed.ok, problem };
    },

    /** Logs what was kept, and ends the attempt by it. @throws RunEnded when nothing was kept. */
    async finish(recorder: AttemptRecorder, { accessToken }: ConfirmedLogin, kept: Kept): Promise<void> {
      const { outcomes, known, wabas } = kept;
      const { attempt } = recorder;
      const again = wabas.filter((found) => found.subscribeAgain);
      await Promise.all(again.map(({ wabaId }) => webhooks.subscribe(wabaId, accessToken, true)));
      await Promise.all(wabas.map((found) => subscribeLater(attempt.accountId, found)));

      const before = new Set(attempt.numbers.filter(({ saved }) => saved).map(({ phoneNumberId }) => phoneNumberId));
      recorder.numbers(outcomes);
      const saved = outcomes.filter((outcome) => outcome.saved);
      const unsaved = outcomes.find((outcome) => !outcome.saved);
      recorder.step('saved', unsaved ? { state: 'failed', problem: unsaved.problem } : { state: 'done' });
      const firstSaved = saved[0];
      if (!firstSaved) throw new RunEnded(unsaved?.problem ?? makeProblem('save_failed'));
      await accounts.setWaba(attempt.accountId, firstSaved.wabaId);
      await logConnected(
        attempt,
        saved
          .filter(({ phoneNumberId }) => !before.has(phoneNumberId))
          .map((number) => ({ ...number, wasKnown: known.has(number.phoneNumberId) })),
      );
      const { phase, problem, canRetry } = verdictOn(kept);
      recorder.end(phase, problem, canRetry);
    },
  };
}
export type NumberKeeper = ReturnType<typeof createNumberKeeper>;
