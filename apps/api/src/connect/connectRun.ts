import type { GraphResult } from '@switchboard/graph';
import { later } from '../platform/clock.js';
import { isClearAnswer, problemOfFailure } from '../platform/graphProblem.js';
import { isPassingProblem } from './attempt.js';
import type { AttemptRecord } from './attempt.model.js';
import type { AttemptRecorder } from './attemptRecorder.js';
import { offerChoice } from './choosing.js';
import type { ConnectRunDeps } from './connectRunDeps.js';
import { judgeGrant } from './grant.js';
import { type ConfirmedLogin, keepNumbers, noteRead } from './keepNumbers.js';
import { tokenHeldMs } from './lifetimes.js';
import { rehearse } from './rehearsal.js';
import { end, explained, RunEnded, requireAnswer } from './runEnded.js';
import { type FoundWaba, type ReadWaba, readWaba, switchOn, switchOnEarly } from './wabaReader.js';

/** What a run begins with: a login code, the token that is still held, or nothing, where we fetch the token ourselves. */
export type RunLogin = { code: string } | { accessToken: string } | 'hosted';

/**
 * One attempt, from the code (or the token that is still held) to connected numbers. Every step can be run again.
 *
 * Meta is asked in three rounds, each as wide as possible: exchange the code; inspect the token; read and subscribe
 * every WABA it lists. In the popup flow the browser has named the WABA, so the second and third round go out together,
 * and nothing of it is used unless the inspection confirms the name.
 *
 * Two kinds of attempt only read in the third round: one that asks which numbers are taken stops there, and one that
 * brings numbers back tries the new grant beside the old one first.
 */
export async function runConnect(
  deps: ConnectRunDeps,
  recorder: AttemptRecorder,
  login: RunLogin,
  onToken: (accessToken: string) => void,
): Promise<void> {
  try {
    const accessToken = await tokenFor(deps, recorder, login);
    onToken(accessToken);
    if (recorder.attempt.reconnect) await bringBack(deps, recorder, accessToken);
    else if (recorder.attempt.choose && !recorder.attempt.chosen) await askWhich(deps, recorder, accessToken);
    else await takeAll(deps, recorder, accessToken);
  } catch (error) {
    if (!(error instanceof RunEnded)) throw error;
    const { problem } = error;
    recorder.end('failed', problem, isPassingProblem(problem) && recorder.attempt.tokenHeldUntil !== undefined);
  }
  await recorder.flush();
}

async function tokenFor(deps: ConnectRunDeps, recorder: AttemptRecorder, login: RunLogin): Promise<string> {
  if (login === 'hosted') return fetchHosted(deps, recorder);
  return 'code' in login ? exchange(deps, recorder, login.code) : login.accessToken;
}

/**
 * Hosted signup gives us no code: our own system user asks for the business's token (meta-platform 1.4). It is not held
 * with the attempt: it can be fetched again, and whoever is shown a wrongly assigned attempt must not be able to go on.
 */
async function fetchHosted({ graph, systemUserToken }: ConnectRunDeps, recorder: AttemptRecorder): Promise<string> {
  const { hosted } = recorder.attempt;
  if (!hosted || systemUserToken === undefined) return end('system_token_missing');
  recorder.step('code', { state: 'running' });
  const accessToken = hostedToken(await graph.fetchBusinessToken(hosted.businessId, systemUserToken));
  recorder.step('code', { state: 'done' });
  return accessToken;
}

/** @throws RunEnded in words that fit: a refusal is about what the business shares, or what our system user may. */
export function hostedToken(answer: GraphResult<{ accessToken: string }>): string {
  if (answer.ok) return answer.value.accessToken;
  const { failure } = answer;
  throw new RunEnded(isClearAnswer(failure) ? explained(failure, 'hosted_access_refused') : problemOfFailure(failure));
}

async function exchange(deps: ConnectRunDeps, recorder: AttemptRecorder, code: string): Promise<string> {
  const { attempt } = recorder;
  recorder.step('code', { state: 'running' });
  // The address must be the dialog's own in the redirect flow, and absent for codes of the popup (meta-platform 1.5).
  const answer = await deps.graph.exchangeCode(
    attempt.flow === 'redirect' && attempt.redirectUri ? { code, redirectUri: attempt.redirectUri } : { code },
  );
  const { accessToken } = requireAnswer(answer);
  const place = { purpose: 'attempt' as const, accountId: attempt.accountId, attemptId: attempt.attemptId };
  recorder.holdToken(deps.vault.seal(accessToken, place), later(deps.clock.now(), tokenHeldMs));
  recorder.step('code', { state: 'done' });
  return accessToken;
}

/** The WABA a popup named, or Meta's event about the hosted page: a claim until the token's inspection lists it. */
const claimOf = ({ flow, signup, hosted }: AttemptRecord) =>
  hosted ? hosted.wabaId : flow === 'popup' ? signup?.waba_id : undefined;

/** @returns what the token really stands for. @throws RunEnded when it stands for too little. */
async function inspect(deps: ConnectRunDeps, recorder: AttemptRecorder, accessToken: string): Promise<ConfirmedLogin> {
  recorder.step('token', { state: 'running' });
  const inspected = requireAnswer(await deps.graph.inspectToken(accessToken));
  const grant = judgeGrant(inspected, {
    appId: deps.appId,
    claimedWabaId: claimOf(recorder.attempt),
    alsoClaimed: recorder.attempt.signup?.waba_ids,
  });
  if (!grant.ok) return end(grant.code, grant.details);
  recorder.step('token', { state: 'done' });
  return { accessToken, grant };
}

const running = (recorder: AttemptRecorder, ...names: ('business' | 'numbers' | 'webhooks')[]) => {
  for (const name of names) recorder.step(name, { state: 'running' });
};

/** Starts what may be asked about a claimed WABA before the inspection has answered. */
function startEarly<T>(wabaId: string | undefined, ask: (wabaId: string) => Promise<T>): Promise<T> | null {
  if (wabaId === undefined) return null;
  const early = ask(wabaId);
  // It is awaited only after the inspection, which may end the run first.
  early.catch(() => undefined);
  return early;
}

async function takeAll(deps: ConnectRunDeps, recorder: AttemptRecorder, accessToken: string): Promise<void> {
  const claimed = claimOf(recorder.attempt);
  const earlyRead = startEarly(claimed, (wabaId) => readWaba(deps, wabaId, accessToken));
  const earlyOn = startEarly(claimed, (wabaId) => switchOnEarly(deps, wabaId, accessToken));
  const login = await inspect(deps, recorder, accessToken);
  running(recorder, 'business', 'numbers', 'webhooks');
  const wabas = await Promise.all(
    chosenWabas(recorder.attempt, login.grant.wabaIds).map(async (wabaId): Promise<FoundWaba> => {
      const isEarly = wabaId === claimed;
      const [read, on] = await Promise.all([
        (isEarly && earlyRead) || readWaba(deps, wabaId, accessToken),
        (async () => (isEarly && (await earlyOn)) || switchOn(deps, recorder.attempt, wabaId, accessToken))(),
      ]);
      return { ...read, ...on };
    }),
  );
  await keepNumbers(deps, recorder, login, wabas);
}

/** Where a choice was made, only the WABAs that are needed for it. @throws RunEnded when none of them is shared now. */
function chosenWabas({ chosen, choice }: AttemptRecord, granted: readonly string[]): readonly string[] {
  if (!chosen || !choice) return granted;
  const needed = new Set(
    choice.wabas
      .filter(({ numbers }) => numbers.some(({ phoneNumberId }) => chosen.includes(phoneNumberId)))
      .map(({ wabaId }) => wabaId),
  );
  const wabas = granted.filter((wabaId) => needed.has(wabaId));
  return wabas.length > 0 ? wabas : end('waba_not_granted');
}

/** Inspects the token and reads what it lists. Nothing is switched on. */
async function readOnly(deps: ConnectRunDeps, recorder: AttemptRecorder, accessToken: string) {
  const claimed = claimOf(recorder.attempt);
  const early = startEarly(claimed, (wabaId) => readWaba(deps, wabaId, accessToken));
  const login = await inspect(deps, recorder, accessToken);
  running(recorder, 'business', 'numbers');
  const wabas: ReadWaba[] = await Promise.all(
    login.grant.wabaIds.map((wabaId) => (wabaId === claimed && early) || readWaba(deps, wabaId, accessToken)),
  );
  return { login, wabas };
}

async function askWhich(deps: ConnectRunDeps, recorder: AttemptRecorder, accessToken: string): Promise<void> {
  const { login, wabas } = await readOnly(deps, recorder, accessToken);
  const choice = await offerChoice(deps, recorder.attempt, wabas);
  if (choice) {
    noteRead(recorder, wabas);
    recorder.stopToChoose(choice);
    return;
  }
  running(recorder, 'webhooks');
  const found = await Promise.all(
    wabas.map(async (read) => ({ ...read, ...(await switchOn(deps, recorder.attempt, read.wabaId, accessToken)) })),
  );
  await keepNumbers(deps, recorder, login, found);
}

async function bringBack(deps: ConnectRunDeps, recorder: AttemptRecorder, accessToken: string): Promise<void> {
  const { login, wabas } = await readOnly(deps, recorder, accessToken);
  await rehearse(deps, recorder, login, wabas);
}
