import type { AccountUpdate } from '@switchboard/graph';
import { type BillingService, callsABilling } from '../numbers/billing/billing.service.js';
import type { NumberService } from '../numbers/number.service.js';
import type { NumberCheckService } from '../numbers/numberCheck.service.js';
import type { ClaimedNumber, NumberWatchService } from '../numbers/numberWatch.service.js';
import { type Clock, later, minutes } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import type { Metrics } from '../platform/metrics.js';
import type { CallBudget, Pace } from './callBudget.js';
import { checkAfter, checkAfterUnclear, expiryCheckAfter, firstCheck } from './checkTimes.js';

export interface ChecksDeps {
  numbers: NumberService;
  schedule: NumberWatchService;
  checks: NumberCheckService;
  billing: Pick<BillingService, 'ask'>;
  budget: CallBudget;
  metrics: Metrics;
  clock: Clock;
  random?: () => number;
}

/** Numbers in one go, by the pace. Five go in a run and a run every five seconds: 600 numbers a minute at most. */
const batchOf: Record<Pace, number> = { go: 10, slow: 1, stop: 0 };
const batchesARun = 5;
/** The token is asked about by the app; the number, its health and the webhooks are about the WABA. */
const callsANumber = 3;
const againWhenBudgetIsUsedMs = minutes(10);
/** What was asked within this time is fresh enough, also for the second process of a release. */
const recentMs = minutes(10);
const fewNumbers = 50;
const spreadAfterStartMs = minutes(10);

/** Fields of Meta's that may mean that something stored about a number no longer holds (meta-platform 8.7). */
const checkedFields = new Set([
  'account_update',
  'account_review_update',
  'account_alerts',
  'phone_number_quality_update',
  'phone_number_name_update',
  'business_capability_update',
  'payment_configuration_update',
  'account_settings_update',
  'security',
]);

/** Asks Meta about each number once a day, before its token expires, and when Meta says that something happened. */
export function createChecksService(deps: ChecksDeps) {
  const { numbers, schedule, checks, billing, budget, metrics, clock, random = Math.random } = deps;

  async function claim(count: number): Promise<ClaimedNumber[]> {
    const claimed: ClaimedNumber[] = [];
    while (claimed.length < count) {
      const number = await schedule.claimDue();
      if (!number) break;
      if (budget.take(number.wabaId, callsANumber)) claimed.push(number);
      else {
        metrics.checks.inc({ result: 'postponed' });
        await schedule.planAfter(number, later(clock.now(), againWhenBudgetIsUsedMs));
      }
    }
    return claimed;
  }

  /** The numbers of one account together: they share a token, or a WABA, and Meta is then asked once. */
  async function checkAccount(accountId: string, claimed: readonly ClaimedNumber[]): Promise<void> {
    const ids = claimed.map(({ phoneNumberId }) => phoneNumberId);
    try {
      const { phoneNumbers, unclear } = await checks.check({ accountId }, ids, 'watch');
      const unclearIds = new Set(unclear.map(({ phoneNumberId }) => phoneNumberId));
      for (const number of claimed) {
        const now = clock.now();
        const isUnclear = unclearIds.has(number.phoneNumberId);
        metrics.checks.inc({ result: isUnclear ? 'unclear' : 'clear' });
        const until = phoneNumbers.find((one) => one.phoneNumberId === number.phoneNumberId)?.tokenExpiresAt;
        const next = isUnclear
          ? checkAfterUnclear(now, random())
          : checkAfter({ ...number, expiresAt: until ? new Date(until) : null }, now, random());
        await schedule.planAfter(number, next);
      }
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'number_not_found') throw error;
      // One of them rests or was disconnected meanwhile: that must not hold up the others.
      if (claimed.length > 1) for (const number of claimed) await checkAccount(accountId, [number]);
      else for (const number of claimed) await schedule.planAfter(number, checkAfter(number, clock.now(), random()));
    }
  }

  /** What the numbers of each WhatsApp account cost, as far as there are calls left for it. */
  async function askCosts(claimed: readonly ClaimedNumber[]): Promise<void> {
    const wabas = new Map(claimed.map(({ accountId, wabaId }) => [`${accountId} ${wabaId}`, { accountId, wabaId }]));
    for (const waba of wabas.values()) if (budget.take(waba.wabaId, callsABilling)) await billing.ask(waba);
  }

  return {
    /** Checks what is due, at the pace that Meta's limits allow. */
    async runDue(): Promise<void> {
      budget.sweep();
      const now = clock.now();
      await schedule.planNew((record) => firstCheck({ ...record, expiresAt: record.token?.expiresAt }, now));
      for (let batch = 0; batch < batchesARun; batch += 1) {
        const wanted = batchOf[budget.pace()];
        const claimed = await claim(wanted);
        const accountIds = [...new Set(claimed.map(({ accountId }) => accountId))];
        await Promise.all(
          accountIds.map((accountId) =>
            checkAccount(
              accountId,
              claimed.filter((number) => number.accountId === accountId),
            ),
          ),
        );
        await askCosts(claimed);
        if (claimed.length < batchOf.go) return;
      }
    },

    /**
     * The process has just started, and much may have happened while none ran: numbers that Meta was not asked about lately
     * are asked about soon. Many of them one after the other, so that a new release is no burst of calls.
     */
    async askAfterStart(): Promise<void> {
      const since = later(clock.now(), -recentMs);
      const count = await schedule.countNotAsked(since);
      if (count > 0) await schedule.checkNotAsked(since, count > fewNumbers ? spreadAfterStartMs : 0);
    },

    /** Asks soon about numbers that are called bad only because their key was away, and is there again. */
    async comeBack(): Promise<void> {
      await schedule.checkSoon(await numbers.openingAgain());
    },

    /** Meta said something about a WhatsApp account: its numbers are asked about at once. */
    async onAccountUpdate(update: AccountUpdate): Promise<boolean> {
      if (!checkedFields.has(update.field)) return false;
      const live = await numbers.liveOnWabas([update.wabaId]);
      await schedule.checkSoon(live);
      return live.length > 0;
    },

    /**
     * Checks one number now, where the budget allows it.
     *
     * @returns whether Meta was asked.
     */
    async checkNow({
      accountId,
      phoneNumberId,
      wabaId,
    }: Pick<ClaimedNumber, 'accountId' | 'phoneNumberId' | 'wabaId'>) {
      if (budget.pace() === 'stop' || !budget.take(wabaId, callsANumber)) return false;
      const { unclear } = await checks.check({ accountId }, [phoneNumberId], 'watch');
      metrics.checks.inc({ result: unclear.length > 0 ? 'unclear' : 'clear' });
      return true;
    },

    /** Brings the checks of an account forward where its tokens expire sooner than the day is over. */
    async planExpiring(accountId: string): Promise<void> {
      const now = clock.now();
      for (const record of await numbers.active(accountId)) {
        const at = expiryCheckAfter({ ...record, expiresAt: record.token?.expiresAt }, now);
        if (at) await schedule.planSooner(record, at);
      }
    },
  };
}
export type ChecksService = ReturnType<typeof createChecksService>;
