import type { CheckNumbersReply } from '@switchboard/contracts';
import { endings } from '@switchboard/contracts';
import type { GraphClient, GraphFailure } from '@switchboard/graph';
import { type Clock, later, minutes, seconds } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { AppError } from '../platform/errors.js';
import { codeOfFailure } from '../platform/graphProblem.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { WabaHere } from './billing/billing.service.js';
import type { FixClaims } from './fixClaims.js';
import { badToken, evidenceIn, evidenceProblem } from './foundEvidence.js';
import type { NumberService } from './number.service.js';
import type { NumberKey } from './numberWatch.service.js';
import type { EvidenceProblem, PhoneNumberRecord } from './phoneNumber.model.js';
import { subscriptionEvidence } from './subscription.js';

export interface NumberCheckDeps {
  numbers: NumberService;
  graph: GraphClient;
  rateLimits: RateLimits;
  clock: Clock;
  appId: string;
  fixes: FixClaims;
  events: DomainEvents;
  /** Asks what a WhatsApp account pays with, and what its replies cost. */
  askCosts: (waba: WabaHere) => Promise<void>;
  /** Plans a check of a number for then, unless it is planned for sooner. */
  askSoon: (number: NumberKey, at: Date) => Promise<void>;
  /** Switches the webhooks of a WABA off that nobody needs any more, however long Meta takes to be there. */
  switchOff: (waba: WabaToSwitchOff) => Promise<void>;
}
export interface WabaToSwitchOff {
  accountId: string;
  wabaId: string;
  wabaName: string | undefined;
  accessToken: string;
}

/** Who pressed the button, where somebody did. */
export interface Pressed {
  accountId: string;
  userId?: string;
}

/**
 * A check only asks: pressed twice at once it asks once, but one that hangs does not keep anybody from asking anew. Its
 * answer comes late then, and late answers change nothing.
 */
const doublePressMs = seconds(1);
/** By then what a fix changed is the case everywhere at Meta. */
const settlesWithinMs = minutes(2);
/** The watch has a pace of its own and must not use up what people may ask. */
type Asker = 'person' | 'watch';

type Unclear = CheckNumbersReply['unclear'];

/** Asks Meta what is really the case. An unclear answer changes nothing: it is reported beside what was known. */
export function createNumberCheckService(deps: NumberCheckDeps) {
  const { numbers, graph, clock, appId, fixes, events } = deps;
  /** One account must not use up the app's call limit at Meta for all the others. */
  const perAccount = deps.rateLimits('check-account', { points: 60, durationSeconds: 5 * 60 });

  /** One question to Meta for all numbers that share the same token, or the same WABA and token. */
  function memo<T>(ask: (key: string) => Promise<T>): (key: string) => Promise<T> {
    const asked = new Map<string, Promise<T>>();
    return (key) => {
      const answer = asked.get(key) ?? ask(key);
      asked.set(key, answer);
      return answer;
    };
  }

  async function checkOne(
    record: PhoneNumberRecord,
    inspect: (token: string) => ReturnType<GraphClient['inspectToken']>,
    subscriptions: (wabaId: string, token: string) => ReturnType<GraphClient['listSubscribedApps']>,
  ): Promise<GraphFailure | null> {
    const { record: current, accessToken } = await numbers.open(record);
    const askedAt = clock.now();
    const [token, node, health, apps] = await Promise.all([
      inspect(accessToken),
      graph.readPhoneNumber(current.phoneNumberId, accessToken),
      graph.readHealth(current.phoneNumberId, accessToken),
      subscriptions(current.wabaId, accessToken),
    ]);
    const { evidence, unclear } = evidenceIn({ token, node, health, apps }, { at: askedAt, kept: current, appId });
    await numbers.recordEvidence(current, askedAt, evidence, unclear === null);
    return unclear;
  }

  /** Runs a piece of work for each number and answers with how things stand afterwards. */
  async function forEach(
    fix: 'check_again' | 'retry_subscription',
    { accountId, userId }: Pressed,
    phoneNumberIds: readonly string[] | undefined,
    work: (record: PhoneNumberRecord) => Promise<GraphFailure | null>,
    asker: Asker = 'person',
  ): Promise<Omit<CheckNumbersReply, 'success'>> {
    if (asker === 'person') await perAccount.take(accountId);
    const startedAt = clock.now();
    const records = await numbers.active(accountId, phoneNumberIds);
    const unclear: Unclear = [];
    /** Meta's trace ids, one for each of the unclear: the story tells the first with its code. */
    const traces: (string | undefined)[] = [];
    const note = (entry: Unclear[number], fbtraceId?: string) => {
      unclear.push(entry);
      traces.push(fbtraceId);
    };
    await Promise.all(
      records.map(async (record) => {
        try {
          const failure = await work(record);
          if (!failure) return;
          const code = codeOfFailure(failure);
          note({ phoneNumberId: record.phoneNumberId, code, message: endings[code].message }, failure.fbtraceId);
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          if (error.code === 'token_unreadable') await recordBadToken(record, { code: 'token_unreadable' });
          note({ phoneNumberId: record.phoneNumberId, code: error.code, message: error.message });
        }
      }),
    );
    events.emit('numbers.changed', { accountId });
    events.emit('fix.finished', {
      accountId,
      userId,
      phoneNumberIds: records.map((record) => record.phoneNumberId),
      fix,
      code: unclear[0]?.code ?? null,
      startedAt,
      durationMs: clock.now().getTime() - startedAt.getTime(),
      fbtraceId: traces[0],
    });
    return { phoneNumbers: await numbers.list(accountId), unclear };
  }

  /** What a fix may have changed: how the number stands, and whether it can send. */
  async function askAgain(record: PhoneNumberRecord): Promise<void> {
    const { record: current, accessToken } = await numbers.open(record);
    const { phoneNumberId } = current;
    const at = clock.now();
    const [node, health] = await Promise.all([
      graph.readPhoneNumber(phoneNumberId, accessToken),
      graph.readHealth(phoneNumberId, accessToken),
    ]);
    const { evidence } = evidenceIn({ node, health }, { at, kept: current, appId });
    await numbers.recordEvidence(current, at, evidence, false);
  }

  return {
    /**
     * Asks Meta by itself what a fix that worked may have changed, and plans to ask once more a little later: Meta takes
     * a moment to know it everywhere. Nothing that fails here undoes the fix, and nobody is told of it.
     */
    async afterFix(accountId: string, phoneNumberIds: readonly string[]): Promise<void> {
      const records = (await numbers.active(accountId)).filter((one) => phoneNumberIds.includes(one.phoneNumberId));
      await Promise.all(
        records.map(async (record) => {
          await deps.askSoon(record, later(clock.now(), settlesWithinMs));
          try {
            await askAgain(record);
          } catch (error) {
            if (!(error instanceof AppError)) throw error;
          }
        }),
      );
      if (records.length > 0) events.emit('numbers.changed', { accountId });
    },

    /**
     * Asks Meta again about the token, the number, its health and the webhooks; for a person also about what is paid with
     * (the watch asks that for itself, as far as there are calls left). A number that is being checked by
     * somebody else is told of as `fix_under_way`.
     *
     * @throws AppError `number_not_found`.
     */
    check(pressed: Pressed, phoneNumberIds?: readonly string[], asker: Asker = 'person') {
      const inspect = memo((token) => graph.inspectToken(token));
      const bySubscription = new Map<string, (token: string) => ReturnType<GraphClient['listSubscribedApps']>>();
      const subscriptions = (wabaId: string, token: string) => {
        const ask = bySubscription.get(wabaId) ?? memo((key: string) => graph.listSubscribedApps(wabaId, key));
        bySubscription.set(wabaId, ask);
        return ask(token);
      };
      const costs = memo((wabaId) => deps.askCosts({ accountId: pressed.accountId, wabaId }));
      const checkWithCosts = async (record: PhoneNumberRecord) => {
        const [unclear] = await Promise.all([
          checkOne(record, inspect, subscriptions),
          asker === 'person' ? costs(record.wabaId) : undefined,
        ]);
        return unclear;
      };
      return forEach(
        'check_again',
        pressed,
        phoneNumberIds,
        (record) =>
          fixes.once(`check ${record.accountId} ${record.phoneNumberId}`, () => checkWithCosts(record), doublePressMs),
        asker,
      );
    },

    /** Asks Meta once more to deliver the webhooks of these numbers. @throws AppError `number_not_found`. */
    subscribe(pressed: Pressed, phoneNumberIds?: readonly string[], asker: Asker = 'person') {
      const byWaba = new Map<string, Promise<GraphFailure | null>>();
      const work = async (record: PhoneNumberRecord) => {
        const asked =
          byWaba.get(record.wabaId) ??
          fixes.once(`subscribe ${record.accountId} ${record.wabaId}`, () => subscribeWaba(record));
        byWaba.set(record.wabaId, asked);
        const failure = await asked;
        if (!failure) await this.afterFix(record.accountId, [record.phoneNumberId]);
        return failure;
      };
      return forEach('retry_subscription', pressed, phoneNumberIds, work, asker);
    },
  };

  async function subscribeWaba(record: PhoneNumberRecord): Promise<GraphFailure | null> {
    const { accessToken } = await numbers.open(record);
    const at = clock.now();
    const answer = await graph.subscribeApp(record.wabaId, accessToken);
    if (!answer.ok && answer.failure.kind === 'token_invalid') {
      // A dead token cannot switch webhooks on; whether they are on is another question.
      await recordBadToken(record, evidenceProblem(answer.failure));
      return answer.failure;
    }
    if (answer.ok && !(await numbers.isWabaNeeded(record.wabaId))) {
      // The last number left while Meta was asked: what was switched off must not be on again.
      const { accountId, wabaId, wabaName } = record;
      await deps.switchOff({ accountId, wabaId, wabaName, accessToken });
      throw new AppError('number_not_found');
    }
    const subscription = subscriptionEvidence(answer, at);
    if (subscription) await numbers.recordSubscription(record.accountId, record.wabaId, subscription);
    return answer.ok ? null : answer.failure;
  }

  async function recordBadToken(record: PhoneNumberRecord, problem: EvidenceProblem): Promise<void> {
    const at = clock.now();
    await numbers.recordEvidence(record, at, { token: badToken(problem, at, record.token) }, false);
  }
}
export type NumberCheckService = ReturnType<typeof createNumberCheckService>;
