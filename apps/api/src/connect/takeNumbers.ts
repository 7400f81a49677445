import type { AttemptNumberDto } from '@switchboard/contracts';
import type { GraphFailure } from '@switchboard/graph';
import { toProblem } from '../platform/graphProblem.js';
import { makeProblem } from '../platform/problem.js';
import type { AttemptRecord } from './attempt.model.js';
import type { AttemptRecorder } from './attemptRecorder.js';
import type { NumberKeeper } from './numberKeeper.js';
import { end, failed, RunEnded } from './runEnded.js';
import type { ConfirmedLogin } from './runLogin.js';
import { listUnread, type ReadWaba } from './wabaReader.js';
import type { Candidate, FoundWaba } from './webhookSwitch.js';

export function noteRead(recorder: AttemptRecorder, wabas: readonly ReadWaba[]): GraphFailure[] {
  const unread = listUnread(wabas);
  recorder.step('business', wabas.some(({ waba }) => waba.ok) ? { state: 'done' } : failed(unread[0]));
  recorder.step('numbers', unread.length === 0 ? { state: 'done' } : failed(unread[0]));
  return unread;
}

function goneSince({ chosen, choice }: AttemptRecord, candidates: readonly Candidate[]): AttemptNumberDto[] {
  const there = new Set(candidates.map(({ number }) => number.phoneNumberId));
  const offered = (choice?.wabas ?? []).flatMap(({ wabaId, numbers }) =>
    numbers.map((number) => ({ ...number, wabaId })),
  );
  return offered
    .filter(({ phoneNumberId }) => chosen?.includes(phoneNumberId) && !there.has(phoneNumberId))
    .map(({ phoneNumberId, wabaId, displayPhone, displayName }) => ({
      phoneNumberId,
      wabaId,
      displayPhone,
      displayName,
      saved: false,
      subscribed: false,
      registered: 'unknown',
      problem: makeProblem('number_not_granted'),
    }));
}

/** Takes the numbers that were found: all of them, or those that were chosen. @throws RunEnded when none was kept. */
export async function takeNumbers(
  keeper: NumberKeeper,
  recorder: AttemptRecorder,
  login: ConfirmedLogin,
  wabas: readonly FoundWaba[],
): Promise<void> {
  const { attempt } = recorder;
  const unread = noteRead(recorder, wabas);
  const [unsubscribed] = wabas.flatMap(({ subscribed }) => (subscribed.ok ? [] : [subscribed.failure]));
  recorder.step('webhooks', unsubscribed ? failed(unsubscribed, 'subscription_failed') : { state: 'done' });
  const found = wabas.flatMap((one): Candidate[] => {
    const { waba, numbers } = one;
    return waba.ok && numbers.ok ? numbers.value.map((number) => ({ found: one, waba: waba.value, number })) : [];
  });
  const chosen = attempt.chosen ? new Set(attempt.chosen) : null;
  const candidates = chosen ? found.filter(({ number }) => chosen.has(number.phoneNumberId)) : found;
  if (candidates.length === 0) {
    const [failure] = unread;
    if (failure) throw new RunEnded(toProblem(failure));
    return end(chosen ? 'number_not_granted' : 'no_phone_number');
  }

  recorder.step('saved', { state: 'running' });
  const ids = candidates.map(({ number }) => number.phoneNumberId);
  const { refused, known } = await keeper.refusals(attempt, ids);
  const kept = await Promise.all(candidates.map((candidate) => keeper.keep(attempt, login, candidate, refused)));
  const gone = unread.length > 0 ? [] : goneSince(attempt, candidates);
  await keeper.finish(recorder, login, { outcomes: [...kept, ...gone], known, unread, wabas });
}
