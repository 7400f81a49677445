import type { AttemptNumberDto, ErrorCode, ProblemDto } from '@switchboard/contracts';
import type { GraphClient, GraphFailure, GraphResult } from '@switchboard/graph';
import type { AccountService } from '../accounts/account.service.js';
import { type NumberAtMeta, toNumberAtMeta, toWabaAtMeta, type WabaAtMeta } from '../numbers/graphNumber.mapper.js';
import { registrationVerdict } from '../numbers/ladder.js';
import type { NumberService } from '../numbers/number.service.js';
import { subscriptionEvidence } from '../numbers/subscription.js';
import type { TokenVault } from '../numbers/tokenVault.js';
import { type Clock, hours, later } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import { problemOfFailure } from '../platform/graphProblem.js';
import { isPassing, problemOf } from './attempt.js';
import type { AttemptRecorder } from './attemptRecorder.js';
import { type Grant, judgeGrant } from './grant.js';
import type { UnsubscribeService } from './unsubscribe.service.js';

/** How long the login of an attempt that is not whole is kept for trying again. */
const tokenHeldMs = hours(24);

export interface ConnectRunDeps {
  graph: GraphClient;
  accounts: AccountService;
  numbers: NumberService;
  unsubscribes: UnsubscribeService;
  vault: TokenVault;
  clock: Clock;
  appId: string;
}

/** Everything Meta told about one WABA. */
interface FoundWaba {
  wabaId: string;
  waba: GraphResult<WabaAtMeta>;
  numbers: GraphResult<NumberAtMeta[]>;
  subscribed: GraphResult<void>;
  /** An unsubscribe was under way while we subscribed: say it once more at the end. */
  subscribeAgain: boolean;
}

/** A number that was found, and what Meta said about its WABA. */
interface Candidate {
  found: FoundWaba;
  waba: WabaAtMeta;
  number: NumberAtMeta;
}

/** Ends the run with a problem of the whole attempt. */
class RunEnded extends Error {
  constructor(readonly problem: ProblemDto) {
    super(problem.code);
  }
}
const end = (code: ErrorCode, details?: Record<string, unknown>): never => {
  throw new RunEnded(problemOf(code, details));
};
const requireAnswer = <T>(answer: GraphResult<T>): T => {
  if (answer.ok) return answer.value;
  throw new RunEnded(problemOfFailure(answer.failure));
};

/**
 * One attempt, from the code (or the token that is still held) to connected numbers. Every step can be run again.
 *
 * Meta is asked in three rounds, each as wide as possible: exchange the code; inspect the token; read and subscribe
 * every WABA it lists. In the popup flow the browser has named the WABA, so the second and third round go out together,
 * and nothing of it is used unless the inspection confirms the name.
 */
export async function runConnect(
  deps: ConnectRunDeps,
  recorder: AttemptRecorder,
  login: { code: string } | { accessToken: string },
  onToken: (accessToken: string) => void,
): Promise<void> {
  try {
    const accessToken = 'code' in login ? await exchange(deps, recorder, login.code) : login.accessToken;
    onToken(accessToken);
    const { grant, wabas } = await inspectAndRead(deps, recorder, accessToken);
    await keepNumbers(deps, recorder, { accessToken, grant, wabas });
  } catch (error) {
    if (!(error instanceof RunEnded)) throw error;
    const { problem } = error;
    recorder.end('failed', problem, isPassing(problem.code) && recorder.attempt.tokenHeldUntil !== undefined);
  }
  await recorder.flush();
}

async function exchange(deps: ConnectRunDeps, recorder: AttemptRecorder, code: string): Promise<string> {
  const { attempt } = recorder;
  recorder.step('code', { state: 'running' });
  // The address must be the dialog's own in the redirect flow, and absent for codes of the popup (meta-platform 1.5).
  const answer = await deps.graph.exchangeCode(
    attempt.flow === 'redirect' ? { code, redirectUri: attempt.redirectUri } : { code },
  );
  const { accessToken } = requireAnswer(answer);
  const place = { purpose: 'attempt' as const, accountId: attempt.accountId, attemptId: attempt.attemptId };
  recorder.holdToken(deps.vault.seal(accessToken, place), later(deps.clock.now(), tokenHeldMs));
  recorder.step('code', { state: 'done' });
  return accessToken;
}

async function inspectAndRead(deps: ConnectRunDeps, recorder: AttemptRecorder, accessToken: string) {
  const { attempt } = recorder;
  const claimedWabaId = attempt.flow === 'popup' ? attempt.signup?.waba_id : undefined;
  recorder.step('token', { state: 'running' });
  const early = claimedWabaId ? readWaba(deps, claimedWabaId, accessToken) : null;
  // It is awaited below, but only after the inspection, which may end the run first.
  early?.catch(() => undefined);
  const inspected = requireAnswer(await deps.graph.inspectToken(accessToken));
  const grant = judgeGrant(inspected, { appId: deps.appId, claimedWabaId });
  if (!grant.ok) return end(grant.code, grant.details);
  recorder.step('token', { state: 'done' });
  for (const name of ['business', 'numbers', 'webhooks'] as const) recorder.step(name, { state: 'running' });
  const wabas = await Promise.all(
    grant.wabaIds.map((wabaId) => (early && wabaId === claimedWabaId ? early : readWaba(deps, wabaId, accessToken))),
  );
  return { grant, wabas };
}

/** Reads a WABA and its numbers and switches its webhooks on, all at once. */
async function readWaba(deps: ConnectRunDeps, wabaId: string, accessToken: string): Promise<FoundWaba> {
  const { graph, clock } = deps;
  const [waba, numbers, { subscribed, subscribeAgain }] = await Promise.all([
    graph.readWaba(wabaId, accessToken),
    graph.listPhoneNumbers(wabaId, accessToken),
    deps.unsubscribes.cancel(wabaId).then(async (wasRunning) => ({
      subscribed: await graph.subscribeApp(wabaId, accessToken),
      subscribeAgain: wasRunning,
    })),
  ]);
  const at = clock.now();
  return {
    wabaId,
    waba: waba.ok ? { ok: true, value: toWabaAtMeta(waba.value) } : waba,
    numbers: numbers.ok ? { ok: true, value: numbers.value.map((number) => toNumberAtMeta(number, at)) } : numbers,
    subscribed,
    subscribeAgain,
  };
}

async function keepNumbers(
  deps: ConnectRunDeps,
  recorder: AttemptRecorder,
  { accessToken, grant, wabas }: { accessToken: string; grant: Extract<Grant, { ok: true }>; wabas: FoundWaba[] },
): Promise<void> {
  const { attempt } = recorder;
  // A WABA that cannot be read does not hold up the others.
  const unread = wabas.flatMap(({ waba, numbers }) =>
    [waba, numbers].flatMap((answer) => (answer.ok ? [] : [answer.failure])),
  );
  const candidates = wabas.flatMap((found): Candidate[] => {
    const { waba, numbers } = found;
    return waba.ok && numbers.ok ? numbers.value.map((number) => ({ found, waba: waba.value, number })) : [];
  });
  const anyRead = wabas.some(({ waba }) => waba.ok);
  recorder.step('business', anyRead ? { state: 'done' } : failed(unread[0]));
  recorder.step('numbers', unread.length === 0 ? { state: 'done' } : failed(unread[0]));
  const unsubscribed = wabas.flatMap(({ subscribed }) => (subscribed.ok ? [] : [subscribed.failure]));
  recorder.step(
    'webhooks',
    unsubscribed.length === 0 ? { state: 'done' } : failed(unsubscribed[0], 'subscription_failed'),
  );
  if (candidates.length === 0) {
    const [failure] = unread;
    if (failure) throw new RunEnded(problemOfFailure(failure));
    return end('no_phone_number');
  }

  recorder.step('saved', { state: 'running' });
  const refused = await refusals(deps, attempt, candidates);
  const outcomes = await Promise.all(
    candidates.map((candidate) =>
      keepOne(
        deps,
        { accountId: attempt.accountId, attemptId: attempt.attemptId, accessToken, grant },
        candidate,
        refused,
      ),
    ),
  );
  await subscribeAgain(deps, wabas, accessToken);

  recorder.numbers(outcomes);
  const saved = outcomes.filter((outcome) => outcome.saved);
  const unsaved = outcomes.find((outcome) => !outcome.saved);
  recorder.step('saved', unsaved ? { state: 'failed', problem: unsaved.problem } : { state: 'done' });
  const firstSaved = saved[0];
  if (!firstSaved) throw new RunEnded(unsaved?.problem ?? problemOf('save_failed'));
  await deps.accounts.setWaba(attempt.accountId, firstSaved.wabaId);

  const whole = unread.length === 0 && outcomes.every((outcome) => outcome.saved && outcome.subscribed);
  const problem =
    outcomes.find((outcome) => outcome.problem)?.problem ?? (unread[0] ? problemOfFailure(unread[0]) : null);
  const retryable = unread.length > 0 || outcomes.some((outcome) => outcome.problem && isPassing(outcome.problem.code));
  recorder.end(whole ? 'connected' : 'partial', whole ? null : problem, !whole && retryable);
}

const failed = (failure: GraphFailure | undefined, code?: ErrorCode) => ({
  state: 'failed' as const,
  problem: failure ? explained(failure, code) : null,
});

/** Meta's refusal under a code of our own that says what it means here; Meta's numbers stay in the details. */
function explained(failure: GraphFailure, code?: ErrorCode): ProblemDto {
  const problem = problemOfFailure(failure);
  return code ? { ...problem, ...problemOf(code, { ...problem.details, because: problem.code }) } : problem;
}

/** Numbers that must not be saved, and why: known before any of them is written. */
async function refusals(
  deps: ConnectRunDeps,
  attempt: { accountId: string; knownNumbersOnly: boolean },
  candidates: readonly Candidate[],
): Promise<Map<string, ErrorCode>> {
  const ids = candidates.map(({ number }) => number.phoneNumberId);
  const [held, known] = await Promise.all([
    deps.numbers.heldElsewhere(attempt.accountId, ids),
    attempt.knownNumbersOnly ? deps.numbers.knownIds(attempt.accountId) : null,
  ]);
  const refused = new Map<string, ErrorCode>();
  for (const id of ids) {
    if (known && !known.has(id)) refused.set(id, 'number_not_known');
    else if (held.has(id)) refused.set(id, 'number_in_use');
  }
  return refused;
}

async function keepOne(
  { numbers, clock }: ConnectRunDeps,
  login: { accountId: string; attemptId: string; accessToken: string; grant: Extract<Grant, { ok: true }> },
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
    await numbers.save({
      accountId: login.accountId,
      number,
      waba,
      accessToken: login.accessToken,
      metaUserId: login.grant.metaUserId,
      attemptId: login.attemptId,
      token: { valid: true, at, expiresAt: login.grant.expiresAt },
      subscription: subscriptionEvidence(found.subscribed, at),
    });
  } catch (error) {
    const code = error instanceof AppError ? error.code : 'save_failed';
    return { ...outcome, saved: false, subscribed: false, problem: problemOf(code) };
  }
  const problem = found.subscribed.ok ? null : explained(found.subscribed.failure, 'subscription_failed');
  return { ...outcome, saved: true, subscribed: found.subscribed.ok, problem };
}

async function subscribeAgain({ graph }: ConnectRunDeps, wabas: readonly FoundWaba[], accessToken: string) {
  const again = wabas.filter((found) => found.subscribeAgain);
  await Promise.all(again.map(({ wabaId }) => graph.subscribeApp(wabaId, accessToken)));
}
