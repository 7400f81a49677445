import type { AttemptNumberDto, ProblemDto } from '@switchboard/contracts';
import type { GraphClient } from '@switchboard/graph';
import type { NumberAtMeta, WabaAtMeta } from '../numbers/graphNumber.mapper.js';
import { registrationVerdict } from '../numbers/ladder.js';
import type { NumberRepository, PhoneNumberRecord } from '../numbers/number.repository.js';
import { lacksPermission, nobodysWamid } from '../numbers/permissions.js';
import { makeProblem } from '../platform/problem.js';
import type { AttemptRecorder } from './attemptRecorder.js';
import type { NumberKeeper } from './numberKeeper.js';
import { explained, failed } from './runEnded.js';
import type { ConfirmedLogin } from './runLogin.js';
import { listUnread, type ReadWaba } from './wabaReader.js';
import type { Candidate, FoundWaba, SwitchedOn, WebhookSwitch } from './webhookSwitch.js';

/** What was tried, as a dry run that failed names it in its details. */
type Trial = 'list' | 'read' | 'send' | 'webhooks';

type Found = { read: ReadWaba; waba: WabaAtMeta; number: NumberAtMeta };
type Tried = { record: PhoneNumberRecord } & ({ found: Found } | { problem: ProblemDto });

export interface DryRunDeps {
  graph: Pick<GraphClient, 'readPhoneNumber' | 'readHealth' | 'markRead'>;
  numbers: NumberRepository;
  webhooks: Pick<WebhookSwitch, 'switchOn'>;
  keeper: NumberKeeper;
}

/** The number among what was shared, under the WhatsApp account it belongs to here. Pure. */
export function findAmong(
  wabas: readonly ReadWaba[],
  { phoneNumberId, wabaId }: Pick<PhoneNumberRecord, 'phoneNumberId' | 'wabaId'>,
): Found | { problem: ProblemDto } {
  const all = wabas.flatMap((read): Found[] => {
    const { waba, numbers } = read;
    const number = numbers.ok ? numbers.value.find((one) => one.phoneNumberId === phoneNumberId) : undefined;
    return waba.ok && number ? [{ read, waba: waba.value, number }] : [];
  });
  const inItsWaba = all.find(({ read }) => read.wabaId === wabaId);
  if (inItsWaba) return inItsWaba;
  if (all.length > 0) return { problem: makeProblem('different_waba', { phoneNumberId }) };
  // A list that could not be read may hold it, so it is not known to be missing.
  const [unread] = listUnread(wabas);
  if (unread) return { problem: trialFailed('list', { failure: unread }) };
  return { problem: makeProblem('different_number', { phoneNumberId }) };
}

const trialFailed = (step: Trial, { failure }: { failure: Parameters<typeof explained>[0] }): ProblemDto =>
  explained(failure, 'rehearsal_failed', { step });

const webhooksFailed = ({ subscribed }: SwitchedOn): ProblemDto =>
  subscribed.ok ? makeProblem('rehearsal_failed') : trialFailed('webhooks', subscribed);

function toUnsaved(record: PhoneNumberRecord, problem: ProblemDto, at?: NumberAtMeta): AttemptNumberDto {
  const { phoneNumberId, wabaId, displayPhone, displayName } = record;
  const registered = at ? registrationVerdict(at.registration) : 'unknown';
  return { phoneNumberId, wabaId, displayPhone, displayName, registered, saved: false, subscribed: false, problem };
}

/**
 * Brings numbers back with a new grant that is tried beside the old connection: the number has to be readable, able to
 * send, and subscribed with the new token. Only then is its row changed, in one write.
 */
export function createDryRun({ graph, numbers, webhooks, keeper }: DryRunDeps) {
  async function tryOne(accessToken: string, record: PhoneNumberRecord, wabas: readonly ReadWaba[]): Promise<Tried> {
    const found = findAmong(wabas, record);
    if ('problem' in found) return { record, ...found };
    const { phoneNumberId } = record;
    const [read, health, reading] = await Promise.all([
      graph.readPhoneNumber(phoneNumberId, accessToken),
      graph.readHealth(phoneNumberId, accessToken),
      graph.markRead({ phoneNumberId, token: accessToken, wamid: nobodysWamid, trial: true }),
    ]);
    if (!read.ok) return { record, problem: trialFailed('read', read) };
    if (!health.ok) return { record, problem: trialFailed('send', health) };
    // Meta refuses in any case, because there is no such message: only a missing permission speaks against the grant.
    if (!reading.ok && lacksPermission(reading.failure)) return { record, problem: trialFailed('send', reading) };
    return { record, found };
  }

  async function switchOnAll(
    recorder: AttemptRecorder,
    accessToken: string,
    good: readonly { found: Found }[],
  ): Promise<Map<string, SwitchedOn>> {
    const wabaIds = [...new Set(good.map(({ found }) => found.read.wabaId))];
    if (wabaIds.length === 0) return new Map();
    recorder.step('webhooks', { state: 'running' });
    const switchedOn = await Promise.all(
      wabaIds.map(async (wabaId) => [wabaId, await webhooks.switchOn(recorder.attempt, wabaId, accessToken)] as const),
    );
    const refusal = switchedOn.map(([, on]) => on).find(({ subscribed }) => !subscribed.ok);
    recorder.step('webhooks', refusal ? { state: 'failed', problem: webhooksFailed(refusal) } : { state: 'done' });
    return new Map(switchedOn);
  }

  return async function dryRun(
    recorder: AttemptRecorder,
    login: ConfirmedLogin,
    wabas: readonly ReadWaba[],
  ): Promise<void> {
    const { attempt } = recorder;
    const records = await numbers.known(attempt.accountId, attempt.reconnect ?? []);
    recorder.step('business', wabas.some(({ waba }) => waba.ok) ? { state: 'done' } : failed(listUnread(wabas)[0]));
    const tried = await Promise.all(records.map((record) => tryOne(login.accessToken, record, wabas)));
    const stopped = tried.find((one) => 'problem' in one);
    recorder.step('numbers', stopped ? { state: 'failed', problem: stopped.problem } : { state: 'done' });

    const good = tried.flatMap((one) => ('found' in one ? [one] : []));
    const switchedOn = await switchOnAll(recorder, login.accessToken, good);
    const ids = good.map(({ record }) => record.phoneNumberId);
    const { refused, known } = await keeper.refusals(attempt, ids);
    if (good.length > 0) recorder.step('saved', { state: 'running' });
    const outcomes = await Promise.all(
      tried.map((one) => {
        if ('problem' in one) return toUnsaved(one.record, one.problem);
        const { read, waba, number } = one.found;
        const on = switchedOn.get(read.wabaId);
        if (!on?.subscribed.ok) {
          return toUnsaved(one.record, on ? webhooksFailed(on) : makeProblem('rehearsal_failed'), number);
        }
        const candidate: Candidate = { found: { ...read, ...on }, waba, number };
        return keeper.keep(attempt, login, candidate, refused);
      }),
    );
    const changed = good.flatMap(({ found: { read } }): FoundWaba[] => {
      const on = switchedOn.get(read.wabaId);
      return on ? [{ ...read, ...on }] : [];
    });
    const once = [...new Map(changed.map((one) => [one.wabaId, one])).values()];
    await keeper.finish(recorder, login, { outcomes, known, unread: [], wabas: once });
  };
}
export type DryRun = ReturnType<typeof createDryRun>;
