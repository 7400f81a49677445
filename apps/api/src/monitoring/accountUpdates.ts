import type { AccountUpdate } from '@switchboard/graph';
import { deservesAlert, toNewsKey } from '../alerts/accountNews.js';
import type { AlertService } from '../alerts/alert.service.js';
import { phoneNamedBy, samePhone } from '../numbers/namedPhone.js';
import { noticeWords } from '../numbers/noticeWords.js';
import type { NumberRepository } from '../numbers/number.repository.js';
import type { CheckPlans } from './checkPlans.js';

export interface AccountUpdatesDeps {
  numbers: Pick<NumberRepository, 'findActiveOnWabas'>;
  alerts: Pick<AlertService, 'notify'>;
  plans: Pick<CheckPlans, 'planAfterUpdate'>;
}

/** What Meta says of a WhatsApp account: alerts for the accounts that hold its numbers, and checks at once. */
export function createAccountUpdates({ numbers, alerts, plans }: AccountUpdatesDeps) {
  /** @returns whether some account here holds a number of it. */
  return async function onAccountUpdate(update: AccountUpdate, receivedAt: Date): Promise<boolean> {
    const live = await numbers.findActiveOnWabas([update.wabaId]);
    const phone = phoneNamedBy(update);
    const isNamed = (one: { phoneNumberId: string; displayPhone: string }) =>
      one.phoneNumberId === update.phoneNumberId || (phone !== null && samePhone(one.displayPhone, phone));
    if (deservesAlert(update)) {
      const { tone, title, text } = noticeWords(update.field, update.value);
      for (const accountId of new Set(live.map((number) => number.accountId))) {
        const key = toNewsKey(update, receivedAt);
        const phoneNumberId = live.find((one) => one.accountId === accountId && isNamed(one))?.phoneNumberId;
        await alerts.notify({ accountId, key, kind: 'account_event', tone, title, text, phoneNumberId });
      }
    }
    await plans.planAfterUpdate(update);
    return live.length > 0;
  };
}
