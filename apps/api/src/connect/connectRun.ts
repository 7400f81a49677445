import type { NumberRepository } from '../numbers/number.repository.js';
import type { Clock } from '../platform/clock.js';
import { isPassingProblem } from './attempt.js';
import type { AttemptRecord } from './attempt.model.js';
import type { AttemptRecorder } from './attemptRecorder.js';
import type { DryRun } from './dryRun.js';
import type { NumberKeeper } from './numberKeeper.js';
import { offerChoice } from './numberSelection.js';
import { end, RunEnded } from './runEnded.js';
import { claimedWaba, type RunLogin, type RunLogins } from './runLogin.js';
import { noteRead, takeNumbers } from './takeNumbers.js';
import type { WabaReader } from './wabaReader.js';
import type { FoundWaba, WebhookSwitch } from './webhookSwitch.js';

export type { RunLogin } from './runLogin.js';

export interface ConnectRunDeps {
  logins: RunLogins;
  readWaba: WabaReader;
  webhooks: WebhookSwitch;
  keeper: NumberKeeper;
  dryRun: DryRun;
  numbers: NumberRepository;
  clock: Clock;
}

/** @param onToken is given the token as soon as there is one. @throws what the database said. */
export type ConnectRun = (
  recorder: AttemptRecorder,
  login: RunLogin,
  onToken: (accessToken: string) => void,
) => Promise<void>;

const startSteps = (recorder: AttemptRecorder, ...names: ('business' | 'numbers' | 'webhooks')[]) => {
  for (const name of names) recorder.step(name, { state: 'running' });
};

/** Begins what may be asked about a claimed WABA before the inspection has answered. */
function startEarly<T>(wabaId: string | undefined, ask: (wabaId: string) => Promise<T>): Promise<T> | null {
  if (wabaId === undefined) return null;
  const early = ask(wabaId);
  // It is awaited only after the inspection, which may end the run first.
  early.catch(() => undefined);
  return early;
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

/**
 * One attempt, from the login to connected numbers. Every step can be run again.
 *
 * Meta is asked in three rounds, each as wide as possible: exchange the code; inspect the token; read and subscribe
 * every WABA it lists. In the popup flow the browser has named the WABA, so the second and third round go out together,
 * and nothing of it is used unless the inspection confirms the name.
 */
export function createConnectRun(deps: ConnectRunDeps): ConnectRun {
  const { logins, readWaba, webhooks, keeper, dryRun, numbers, clock } = deps;

  async function takeAll(recorder: AttemptRecorder, accessToken: string): Promise<void> {
    const claimed = claimedWaba(recorder.attempt);
    const earlyRead = startEarly(claimed, (wabaId) => readWaba(wabaId, accessToken));
    const earlyOn = startEarly(claimed, (wabaId) => webhooks.switchOnEarly(wabaId, accessToken));
    const login = await logins.inspect(recorder, accessToken);
    startSteps(recorder, 'business', 'numbers', 'webhooks');
    const wabas = await Promise.all(
      chosenWabas(recorder.attempt, login.grant.wabaIds).map(async (wabaId): Promise<FoundWaba> => {
        const isEarly = wabaId === claimed;
        const [read, on] = await Promise.all([
          (isEarly && earlyRead) || readWaba(wabaId, accessToken),
          (async () => (isEarly && (await earlyOn)) || webhooks.switchOn(recorder.attempt, wabaId, accessToken))(),
        ]);
        return { ...read, ...on };
      }),
    );
    await takeNumbers(keeper, recorder, login, wabas);
  }

  /** Inspects the token and reads what it lists. Nothing is switched on. */
  async function readOnly(recorder: AttemptRecorder, accessToken: string) {
    const claimed = claimedWaba(recorder.attempt);
    const early = startEarly(claimed, (wabaId) => readWaba(wabaId, accessToken));
    const login = await logins.inspect(recorder, accessToken);
    startSteps(recorder, 'business', 'numbers');
    const wabas = await Promise.all(
      login.grant.wabaIds.map((wabaId) => (wabaId === claimed && early) || readWaba(wabaId, accessToken)),
    );
    return { login, wabas };
  }

  async function askWhich(recorder: AttemptRecorder, accessToken: string): Promise<void> {
    const { login, wabas } = await readOnly(recorder, accessToken);
    const choice = await offerChoice({ numbers, clock }, recorder.attempt, wabas);
    if (choice) {
      noteRead(recorder, wabas);
      recorder.stopToChoose(choice);
      return;
    }
    startSteps(recorder, 'webhooks');
    const found = await Promise.all(
      wabas.map(async (read) => ({
        ...read,
        ...(await webhooks.switchOn(recorder.attempt, read.wabaId, accessToken)),
      })),
    );
    await takeNumbers(keeper, recorder, login, found);
  }

  async function bringBack(recorder: AttemptRecorder, accessToken: string): Promise<void> {
    const { login, wabas } = await readOnly(recorder, accessToken);
    await dryRun(recorder, login, wabas);
  }

  return async (recorder, login, onToken) => {
    try {
      const accessToken = await logins.fetchToken(recorder, login);
      onToken(accessToken);
      if (recorder.attempt.reconnect) await bringBack(recorder, accessToken);
      else if (recorder.attempt.choose && !recorder.attempt.chosen) await askWhich(recorder, accessToken);
      else await takeAll(recorder, accessToken);
    } catch (error) {
      if (!(error instanceof RunEnded)) throw error;
      const { problem } = error;
      recorder.end('failed', problem, isPassingProblem(problem) && recorder.attempt.tokenHeldUntil !== undefined);
    }
    await recorder.flush();
  };
}
