import type { AttemptNumberDto, ErrorCode } from '@switchboard/contracts';
import type { GraphFailure } from '@switchboard/graph';
import { registrationVerdict } from '../numbers/ladder.js';
import { subscriptionEvidence } from '../numbers/subscription.js';
import { leaseMs } from '../platform/backoff.js';
import { later } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import { problemOfFailure } from '../platform/graphProblem.js';
import { isPassingProblem, problemOf } from './attempt.js';
import type { AttemptRecord } from './attempt.model.js';
import type { AttemptRecorder } from './attemptRecorder.js';
import type { ConnectRunDeps } from './connectRunDeps.js';
import type { Grant } from './grant.js';
import { end, explained, failed, RunEnded } from './runEnded.js';
import { type Candidate, type FoundWaba, type ReadWaba, unreadOf } from './wabaReader.js';

/** A login that Meta's inspection has confirmed. */
export interface ConfirmedLogin {
  accessToken: string;
  grant: Extract<Grant, { ok: true }>;
}

/** Keeps the numbers that were found: all of them, or those that were chosen. */
export async function keepNumbers(
  deps: ConnectRunDeps,
  recorder: AttemptRecorder,
  login: ConfirmedLogin,
  wabas: readonly FoundWaba[],
): Promise<void> {
  const { attempt } = recorder;
  const unread = noteRead(recorder, wabas);
  const unsubscribed = wabas.flatMap(({ subscribed }) => (subscribed.ok ? [] : [subscribed.failure]));
  recorder.step(
    'webhooks',
    unsubscribed.length === 0 ? { state: 'done' } : failed(unsubscribed[0], 'subscription_failed'),
  );
  const found = wabas.flatMap((one): Candidate[] => {
    const { waba, numbers } = one;
    return waba.ok && numbers.ok ? numbers.value.map((number) => ({ found: one, waba: waba.value, number })) : [];
  });
  const chosen = attempt.chosen ? new Set(attempt.chosen) : null;
  const candidates = chosen ? found.filter(({ number }) => chosen.has(number.phoneNumberId)) : found;
  if (candidates.length === 0) {
    const [failure] = unread;
    if (failure) throw new RunEnded(problemOfFailure(failure));
    return end(chosen ? 'number_not_granted' : 'no_phone_number');
  }

  recorder.step('saved', { state: 'running' });
  const { refused, known } = await refusals(
    deps,
    attempt,
    candidates.map(({ number }) => number.phoneNumberId),
  );
  const kept = await Promise.all(candidates.map((candidate) => keepOne(deps, attempt, login, candidate, refused)));
  const gone = unread.length > 0 ? [] : goneSince(attempt, candidates);
  await finishKeeping(deps, recorder, login, { outcomes: [...kept, ...gone], known, unread, wabas });
}

/** Numbers that were chosen and that Meta does not list any more. */
function goneSince({ chosen, choice }: AttemptRecord, candidates: readonly Candidate[]): AttemptNumberDto[] {
  const there = new Set(candidates.map(({ number }) => number.phoneNumberId));
  const offered = (choice?.wabas ?? []).flatMap(({ wabaId, numbers }) =>
    numbers.map((number) => ({ ...number, wabaId })),
  );
  return offered
    .filter(({ phoneNumberId }) => chosen?.includes(phoneNumberId) && !there.has(phoneNumberId))
    .map(({ phoneNumberId, wabaId, displayPhone, displayName }) => ({
      ...{ phoneNumberId, wabaId, displayPhone, displayName },
      ...{ saved: false, subscribed: false, registered: 'unknown', problem: problemOf('number_not_granted') },
    }));
}

/** Writes down how reading went. @returns what could not be read. */
export function noteRead(recorder: AttemptRecorder, wabas: readonly ReadWaba[]): GraphFailure[] {
  const unread = unreadOf(wabas);
  recorder.step('business', wabas.some(({ waba }) => waba.ok) ? { state: 'done' } : failed(unread[0]));
  recorder.step('numbers', unread.length === 0 ? { state: 'done' } : failed(unread[0]));
  return unread;
}

/** Numbers that must not be saved, and why: known before any of them is written. */
export async function refusals(
  deps: Pick<ConnectRunDeps, 'numbers'>,
  attempt: { accountId: string; knownNumbersOnly: boolean },
  ids: readonly string[],
): Promise<{ refused: Map<string, ErrorCode>; known: Set<string> }> {
  const [held, known] = await Promise.all([
    deps.numbers.heldElsewhere(attempt.accountId, ids),
    deps.numbers.knownIds(attempt.accountId),
  ]);
  const refused = new Map<string, ErrorCode>();
  for (const id of ids) {
    if (attempt.knownNumbersOnly && !known.has(id)) refused.set(id, 'number_not_known');
    else if (held.has(id)) refused.set(id, 'number_in_use');
  }
  return { refused, known };
}

export async function keepOne(
  { connections, resubscribes, clock }: ConnectRunDeps,
  { accountId, attemptId }: Pick<AttemptRecord, 'accountId' | 'attemptId'>,
  { accessToken, grant }: ConfirmedLogin,
  { found, waba, number }: Candidate,
  refused: ReadonlyMap<string, ErrorCode>,
): Promise<AttemptNumberDto> {
  const { phoneNumberId, displayPhone, displayName } = number;
  const registered = registrationVerdict(number.registration);
  const outcome = { phoneNumberId, wabaId: waba.wabaId, displayPhone, displayName, registered };
  const refusal = refused.get(phoneNumberId);
  if (refusal) return { ...outcome, saved: false, subscribed: false, problem: problemOf(refusal) };
  const at = clock.now();
  try {
    const { leftAt } = await connections.activate({
      ...{ accountId, number, waba, accessToken, attemptId },
      metaUserId: grant.metaUserId,
      token: { valid: true, at, expiresAt: grant.expiresAt },
      subscription: subscriptionEvidence(found.subscribed, at),
    });
    // Somebody has disconnected it after its webhooks were switched on here: they may be off by now.
    if (leftAt && leftAt >= found.askedAt)
      await resubscribes.plan({ accountId, wabaId: waba.wabaId, wabaName: waba.wabaName }, at);
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'save_failed';
    return { ...outcome, saved: false, subscribed: false, problem: problemOf(code) };
  }
  const problem = found.subscribed.ok ? null : explained(found.subscribed.failure, 'subscription_failed');
  return { ...outcome, saved: true, subscribed: found.subscribed.ok, problem };
}

export interface Kept {
  outcomes: AttemptNumberDto[];
  /** Numbers the account knew before. */
  known: ReadonlySet<string>;
  unread: readonly GraphFailure[];
  wabas: readonly FoundWaba[];
}

/** Tells what was kept, and ends the attempt by it. @throws RunEnded when nothing was. */
export async function finishKeeping(
  deps: ConnectRunDeps,
  recorder: AttemptRecorder,
  { accessToken }: ConfirmedLogin,
  { outcomes, known, unread, wabas }: Kept,
): Promise<void> {
  const { attempt } = recorder;
  const again = wabas.filter((found) => found.subscribeAgain);
  await Promise.all(again.map(({ wabaId }) => deps.graph.subscribeApp(wabaId, accessToken)));
  await Promise.all(wabas.map((found) => subscribeLater(deps, attempt.accountId, found)));

  const before = new Set(attempt.numbers.filter(({ saved }) => saved).map(({ phoneNumberId }) => phoneNumberId));
  recorder.numbers(outcomes);
  const saved = outcomes.filter((outcome) => outcome.saved);
  const unsaved = outcomes.find((outcome) => !outcome.saved);
  recorder.step('saved', unsaved ? { state: 'failed', problem: unsaved.problem } : { state: 'done' });
  const firstSaved = saved[0];
  if (!firstSaved) throw new RunEnded(unsaved?.problem ?? problemOf('save_failed'));
  await deps.accounts.setWaba(attempt.accountId, firstSaved.wabaId);
  await deps.tellConnected(
    attempt,
    saved
      .filter(({ phoneNumberId }) => !before.has(phoneNumberId))
      .map((number) => ({ ...number, wasKnown: known.has(number.phoneNumberId) })),
  );

  const whole = unread.length === 0 && outcomes.every((outcome) => outcome.saved && outcome.subscribed);
  const problem =
    outcomes.find((outcome) => outcome.problem)?.problem ?? (unread[0] ? problemOfFailure(unread[0]) : null);
  const retryable =
    unread.length > 0 || outcomes.some((outcome) => outcome.problem && isPassingProblem(outcome.problem));
  recorder.end(whole ? 'connected' : 'partial', whole ? null : problem, !whole && retryable);
}

/**
 * Once more, a little later, where the webhooks may have been switched off meanwhile: a call for that was under way, whose
 * effect at Meta may come late, or the last other number was disconnected before the new ones were stored.
 */
async function subscribeLater(
  { numbers, resubscribes, clock }: ConnectRunDeps,
  accountId: string,
  { wabaId, waba, askedAt, subscribeAgain }: FoundWaba,
): Promise<void> {
  const hasLeft = await numbers.hasLeftSince(wabaId, askedAt);
  if (!subscribeAgain && !hasLeft) return;
  const wabaName = waba.ok ? waba.value.wabaName : undefined;
  await resubscribes.plan({ accountId, wabaId, wabaName }, later(clock.now(), subscribeAgain ? leaseMs : 0));
}
