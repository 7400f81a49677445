import { type BillingService, callsABilling } from '../numbers/billing/billing.service.js';
import type { CheckSchedule, ClaimedNumber } from '../numbers/checkSchedule.service.js';
import type { NumberCheckService } from '../numbers/numberCheck.service.js';
import { type Clock, later } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import type { Metrics } from '../platform/metrics.js';
import type { CallBudget } from './callBudget.js';
import { checkAfter, checkAfterUnclear, firstCheck } from './checkTimes.js';
import { againWhenBudgetIsUsedMs } from './lifetimes.js';
import { batchesARun, checksABatch } from './limits.js';

export interface ChecksDeps {
  schedule: CheckSchedule;
  checks: NumberCheckService;
  billing: Pick<BillingService, 'ask'>;
  budget: CallBudget;
  metrics: Metrics;
  clock: Clock;
  random?: () => number;
}

/** The token is asked about by the app; the number, its health and the webhooks are about the WABA. */
const callsANumber = 3;

/** Checks numbers whose time has come, as fast as Meta's limits allow. */
export function createChecksService(deps: ChecksDeps) {
  const { schedule, checks, billing, budget, metrics, clock, random = Math.random } = deps;

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
      // One of them was disconnected meanwhile: that must not hold up the others.
      if (claimed.length > 1) for (const number of claimed) await checkAccount(accountId, [number]);
      else for (const number of claimed) await schedule.planAfter(number, checkAfter(number, clock.now(), random()));
    }
  }

  async function askCosts(claimed: readonly ClaimedNumber[]): Promise<void> {
    const wabas = new Map(claimed.map(({ accountId, wabaId }) => [`${accountId} ${wabaId}`, { accountId, wabaId }]));
    for (const waba of wabas.values()) if (budget.take(waba.wabaId, callsABilling)) await billing.ask(waba);
  }

  return {
    /** Checks what is due: each number once a day, before its token expires, and sooner where it was brought forward. */
    async runDue(): Promise<void> {
      budget.sweep();
      const now = clock.now();
      await schedule.planNew((record) => firstCheck({ ...record, expiresAt: record.token?.expiresAt }, now));
      for (let batch = 0; batch < batchesARun; batch += 1) {
        const claimed = await claim(checksABatch[budget.pace()]);
        const accountIds = [...new Set(claimed.map(({ accountId }) => accountId))];
        await Promise.all(
          accountIds.map((accountId) => {
            const ofAccount = claimed.filter((number) => number.accountId === accountId);
            return checkAccount(accountId, ofAccount);
          }),
        );
        await askCosts(claimed);
        if (claimed.length < checksABatch.go) return;
      }
    },

    /** Checks one number now, where the budget allows it. @returns whether Meta was asked. */
    async checkNow({ accountId, phoneNumberId, wabaId }: Omit<ClaimedNumber, 'claimedUntil'>): Promise<boolean> {
      if (budget.pace() === 'stop' || !budget.take(wabaId, callsANumber)) return false;
      const { unclear } = await checks.check({ accountId }, [phoneNumberId], 'watch');
      metrics.checks.inc({ result: unclear.length > 0 ? 'unclear' : 'clear' });
      return true;
    },
  };
}
export type ChecksService = ReturnType<typeof createChecksService>;
