import type { CheckNumbersReply } from '@switchboard/contracts';
import { endings } from '@switchboard/contracts';
import type { GraphClient, GraphFailure, GraphResult } from '@switchboard/graph';
import type { Clock } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import { codeOfFailure, isClearAnswer } from '../platform/graphProblem.js';
import type { RateLimits } from '../platform/rateLimits.js';
import { toNumberAtMeta } from './graphNumber.mapper.js';
import type { FoundEvidence, NumberService } from './number.service.js';
import type { EvidenceProblem, PhoneNumberRecord } from './phoneNumber.model.js';
import { subscriptionEvidence } from './subscription.js';

export interface NumberCheckDeps {
  numbers: NumberService;
  graph: GraphClient;
  rateLimits: RateLimits;
  clock: Clock;
  appId: string;
  onChanged: (accountId: string) => void;
}

type Unclear = CheckNumbersReply['unclear'];

const evidenceProblem = (failure: GraphFailure): EvidenceProblem => ({
  code: codeOfFailure(failure),
  fbtraceId: failure.fbtraceId,
});

/** Asks Meta what is really the case. An unclear answer changes nothing: it is reported beside what was known. */
export function createNumberCheckService(deps: NumberCheckDeps) {
  const { numbers, graph, clock, appId, onChanged } = deps;
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
    const [token, node, apps] = await Promise.all([
      inspect(accessToken),
      graph.readPhoneNumber(current.phoneNumberId, accessToken),
      subscriptions(current.wabaId, accessToken),
    ]);
    const found: FoundEvidence = {};
    let unclear: GraphFailure | null = null;

    const settle = <T>(answer: GraphResult<T>, good: (value: T) => void, bad: (problem: EvidenceProblem) => void) => {
      if (answer.ok) good(answer.value);
      else if (isClearAnswer(answer.failure)) bad(evidenceProblem(answer.failure));
      else unclear ??= answer.failure;
    };
    const tokenIsBad = (problem: EvidenceProblem) => {
      found.token = { valid: false, at: askedAt, expiresAt: current.token?.expiresAt ?? null, problem };
    };

    settle(
      token,
      ({ isValid, expiresAt, appId: tokenAppId }) => {
        if (!isValid || tokenAppId !== appId) tokenIsBad({ code: 'token_invalid' });
        else found.token = { valid: true, at: askedAt, expiresAt };
      },
      // The question is asked with the app's own token: a refusal is never about the number's.
      () => undefined,
    );
    settle(
      node,
      (value) => {
        const { registration, ...number } = toNumberAtMeta(value, askedAt);
        found.registration = registration;
        found.qualityRating = number.qualityRating;
        found.displayName = number.displayName;
        found.displayPhone = number.displayPhone;
      },
      (problem) => {
        if (problem.code === 'token_invalid') tokenIsBad(problem);
        else found.registration = { at: askedAt, problem };
      },
    );
    settle(
      apps,
      (value) => {
        found.subscription = { subscribed: value.some((app) => app.id === appId), at: askedAt };
      },
      // A token that may not ask says nothing about whether Meta still delivers.
      () => undefined,
    );
    await numbers.recordEvidence(current, askedAt, found, unclear === null);
    return unclear;
  }

  /** Runs a piece of work for each number and answers with how things stand afterwards. */
  async function forEach(
    accountId: string,
    phoneNumberIds: readonly string[] | undefined,
    work: (record: PhoneNumberRecord) => Promise<GraphFailure | null>,
  ): Promise<Omit<CheckNumbersReply, 'success'>> {
    await perAccount.take(accountId);
    const records = await numbers.active(accountId, phoneNumberIds);
    const unclear: Unclear = [];
    await Promise.all(
      records.map(async (record) => {
        try {
          const failure = await work(record);
          if (!failure) return;
          const code = codeOfFailure(failure);
          unclear.push({ phoneNumberId: record.phoneNumberId, code, message: endings[code].message });
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          if (error.code === 'token_unreadable') await recordBadToken(record, { code: 'token_unreadable' });
          unclear.push({ phoneNumberId: record.phoneNumberId, code: error.code, message: error.message });
        }
      }),
    );
    onChanged(accountId);
    return { phoneNumbers: await numbers.list(accountId), unclear };
  }

  return {
    /** Asks Meta again about the token, the number and the webhooks. @throws AppError `number_not_found`. */
    check(accountId: string, phoneNumberIds?: readonly string[]) {
      const inspect = memo((token) => graph.inspectToken(token));
      const bySubscription = new Map<string, (token: string) => ReturnType<GraphClient['listSubscribedApps']>>();
      const subscriptions = (wabaId: string, token: string) => {
        const ask = bySubscription.get(wabaId) ?? memo((key: string) => graph.listSubscribedApps(wabaId, key));
        bySubscription.set(wabaId, ask);
        return ask(token);
      };
      return forEach(accountId, phoneNumberIds, (record) => checkOne(record, inspect, subscriptions));
    },

    /** Asks Meta once more to deliver the webhooks of these numbers. @throws AppError `number_not_found`. */
    subscribe(accountId: string, phoneNumberIds?: readonly string[]) {
      const byWaba = new Map<string, Promise<GraphFailure | null>>();
      return forEach(accountId, phoneNumberIds, (record) => {
        const asked = byWaba.get(record.wabaId) ?? subscribeWaba(record);
        byWaba.set(record.wabaId, asked);
        return asked;
      });
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
    const subscription = subscriptionEvidence(answer, at);
    if (subscription) await numbers.recordSubscription(record.accountId, record.wabaId, subscription);
    return answer.ok ? null : answer.failure;
  }

  async function recordBadToken(record: PhoneNumberRecord, problem: EvidenceProblem): Promise<void> {
    const at = clock.now();
    const token = { valid: false, at, expiresAt: record.token?.expiresAt ?? null, problem };
    await numbers.recordEvidence(record, at, { token }, false);
  }
}
export type NumberCheckService = ReturnType<typeof createNumberCheckService>;
