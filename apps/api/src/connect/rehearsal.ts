import type { AttemptNumberDto, ProblemDto } from '@switchboard/contracts';
import type { NumberAtMeta, WabaAtMeta } from '../numbers/graphNumber.mapper.js';
import { registrationVerdict } from '../numbers/ladder.js';
import type { PhoneNumberRecord } from '../numbers/number.repository.js';
import { lacksPermission, nobodysWamid } from '../numbers/permissions.js';
import { problemOf } from './attempt.js';
import type { AttemptRecorder } from './attemptRecorder.js';
import type { ConnectRunDeps } from './connectRunDeps.js';
import { type ConfirmedLogin, finishKeeping, keepOne, refusals } from './keepNumbers.js';
import { explained, failed } from './runEnded.js';
import { type Candidate, type FoundWaba, type ReadWaba, type SwitchedOn, switchOn, unreadOf } from './wabaReader.js';

/** What was tried, as a rehearsal that failed names it in its details. */
type Trial = 'list' | 'read' | 'send' | 'webhooks';

/** Where a number was found among what the new grant covers. */
type Place = { read: ReadWaba; waba: WabaAtMeta; number: NumberAtMeta };
type Tried = { record: PhoneNumberRecord } & ({ place: Place } | { problem: ProblemDto });

/**
 * Brings numbers back with a new grant that is tried beside the old connection: the same number, under the same
 * WhatsApp account, that can be read, written from and subscribed with the new token. Only then is the row changed, in
 * one write. What fails leaves the old connection as it is, and numbers that were not named are left alone although
 * they were shared.
 */
export async function rehearse(
  deps: ConnectRunDeps,
  recorder: AttemptRecorder,
  login: ConfirmedLogin,
  wabas: readonly ReadWaba[],
): Promise<void> {
  const { attempt } = recorder;
  const records = await deps.numbers.known(attempt.accountId, attempt.reconnect ?? []);
  recorder.step('business', wabas.some(({ waba }) => waba.ok) ? { state: 'done' } : failed(unreadOf(wabas)[0]));
  const tried = await Promise.all(records.map((record) => tryOne(deps, login.accessToken, record, wabas)));
  const stopped = tried.find((one) => 'problem' in one);
  recorder.step('numbers', stopped ? { state: 'failed', problem: stopped.problem } : { state: 'done' });

  const good = tried.flatMap((one) => ('place' in one ? [one] : []));
  const switchedOn = await switchOnAll(deps, recorder, login.accessToken, good);
  const { refused, known } = await refusals(
    deps,
    attempt,
    good.map(({ record }) => record.phoneNumberId),
  );
  if (good.length > 0) recorder.step('saved', { state: 'running' });
  const outcomes = await Promise.all(
    tried.map((one) => {
      if ('problem' in one) return notBrought(one.record, one.problem);
      const on = switchedOn.get(one.place.read.wabaId);
      if (!on?.subscribed.ok) {
        return notBrought(one.record, on ? onFailed(on) : problemOf('rehearsal_failed'), one.place.number);
      }
      const { read, waba, number } = one.place;
      const candidate: Candidate = { found: { ...read, ...on }, waba, number };
      return keepOne(deps, attempt, login, candidate, refused);
    }),
  );
  const found = good.flatMap(({ place }): FoundWaba[] => {
    const on = switchedOn.get(place.read.wabaId);
    return on ? [{ ...place.read, ...on }] : [];
  });
  const once = [...new Map(found.map((one) => [one.wabaId, one])).values()];
  await finishKeeping(deps, recorder, login, { outcomes, known, unread: [], wabas: once });
}

/** Everything that can be tried without changing anything, at Meta or here. */
async function tryOne(
  { graph }: ConnectRunDeps,
  accessToken: string,
  record: PhoneNumberRecord,
  wabas: readonly ReadWaba[],
): Promise<Tried> {
  const place = findPlace(record, wabas);
  if ('problem' in place) return { record, ...place };
  const { phoneNumberId } = record;
  const [read, health, reading] = await Promise.all([
    graph.readPhoneNumber(phoneNumberId, accessToken),
    graph.readHealth(phoneNumberId, accessToken),
    graph.markRead({ phoneNumberId, token: accessToken, wamid: nobodysWamid, trial: true }),
  ]);
  if (!read.ok) return { record, problem: trialFailed('read', read) };
  if (!health.ok) return { record, problem: trialFailed('send', health) };
  // There is no such message, so Meta refuses in any case: only that the permission is missing speaks against the grant.
  if (!reading.ok && lacksPermission(reading.failure)) return { record, problem: trialFailed('send', reading) };
  return { record, place };
}

/** The number among what was shared, under the WhatsApp account it belongs to here. Pure. */
export function findPlace(
  { phoneNumberId, wabaId }: Pick<PhoneNumberRecord, 'phoneNumberId' | 'wabaId'>,
  wabas: readonly ReadWaba[],
): Place | { problem: ProblemDto } {
  const places = wabas.flatMap((read): Place[] => {
    const { waba, numbers } = read;
    const number = numbers.ok ? numbers.value.find((one) => one.phoneNumberId === phoneNumberId) : undefined;
    return waba.ok && number ? [{ read, waba: waba.value, number }] : [];
  });
  const [place] = places;
  const same = places.find(({ read }) => read.wabaId === wabaId);
  if (same) return same;
  if (place) return { problem: problemOf('different_waba', { phoneNumberId }) };
  // A list that could not be read may hold it: that it is missing is not known then.
  const [unread] = unreadOf(wabas);
  if (unread) return { problem: trialFailed('list', { failure: unread }) };
  return { problem: problemOf('different_number', { phoneNumberId }) };
}

const trialFailed = (step: Trial, { failure }: { failure: Parameters<typeof explained>[0] }): ProblemDto =>
  explained(failure, 'rehearsal_failed', { step });

const onFailed = ({ subscribed }: SwitchedOn): ProblemDto =>
  subscribed.ok ? problemOf('rehearsal_failed') : trialFailed('webhooks', subscribed);

async function switchOnAll(
  deps: ConnectRunDeps,
  recorder: AttemptRecorder,
  accessToken: string,
  good: readonly { place: Place }[],
): Promise<Map<string, SwitchedOn>> {
  const wabaIds = [...new Set(good.map(({ place }) => place.read.wabaId))];
  if (wabaIds.length === 0) return new Map();
  recorder.step('webhooks', { state: 'running' });
  const switchedOn = await Promise.all(
    wabaIds.map(async (wabaId) => [wabaId, await switchOn(deps, recorder.attempt, wabaId, accessToken)] as const),
  );
  const refusal = switchedOn.map(([, on]) => on).find(({ subscribed }) => !subscribed.ok);
  recorder.step('webhooks', refusal ? { state: 'failed', problem: onFailed(refusal) } : { state: 'done' });
  return new Map(switchedOn);
}

function notBrought(record: PhoneNumberRecord, problem: ProblemDto, at?: NumberAtMeta): AttemptNumberDto {
  const { phoneNumberId, wabaId, displayPhone, displayName } = record;
  const registered = at ? registrationVerdict(at.registration) : 'unknown';
  return { phoneNumberId, wabaId, displayPhone, displayName, registered, saved: false, subscribed: false, problem };
}
