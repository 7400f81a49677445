import type { AccountUpdate } from '@switchboard/graph';
import type { CheckSchedule } from '../numbers/checkSchedule.service.js';
import type { NumberRepository } from '../numbers/number.repository.js';
import type { SealedTokens } from '../numbers/sealedTokens.js';
import { type Clock, later } from '../platform/clock.js';
import { expiryCheckAfter } from './checkTimes.js';
import { freshCheckMs, spreadAfterStartMs } from './lifetimes.js';
import { checkedAtOnceAfterStart } from './limits.js';

export interface CheckPlansDeps {
  numbers: Pick<NumberRepository, 'active' | 'findActiveOnWabas'>;
  sealedTokens: Pick<SealedTokens, 'findOpeningAgain'>;
  schedule: CheckSchedule;
  clock: Clock;
}

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

export function createCheckPlans({ numbers, sealedTokens, schedule, clock }: CheckPlansDeps) {
  return {
    /** After a start: numbers not checked lately are checked soon, over 50 of them spread over ten minutes. */
    async planAfterStart(): Promise<void> {
      const since = later(clock.now(), -freshCheckMs);
      const count = await schedule.countNotAsked(since);
      if (count > 0) await schedule.checkNotAsked(since, count > checkedAtOnceAfterStart ? spreadAfterStartMs : 0);
    },

    /** Plans checks of numbers that are called bad only because their key was away, and is there again. */
    async planReopened(): Promise<void> {
      await schedule.checkSoon(await sealedTokens.findOpeningAgain());
    },

    async planAfterUpdate(update: AccountUpdate): Promise<void> {
      if (checkedFields.has(update.field)) await schedule.checkSoon(await numbers.findActiveOnWabas([update.wabaId]));
    },

    /** Plans checks of an account's numbers whose tokens expire before their daily check. */
    async planExpiring(accountId: string): Promise<void> {
      const now = clock.now();
      for (const record of await numbers.active(accountId)) {
        const at = expiryCheckAfter({ ...record, expiresAt: record.token?.expiresAt }, now);
        if (at) await schedule.planSooner(record, at);
      }
    },
  };
}
export type CheckPlans = ReturnType<typeof createCheckPlans>;
