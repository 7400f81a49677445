import type { BillingDto } from '@switchboard/contracts';

export const paymentWords: Record<BillingDto['payment']['method'], string> = {
  yes: 'There is one',
  no: 'There is none',
  unknown: 'Not known',
};

/** "Used up", "412 of 1,000", "at least 412 of 1,000": replies may have gone elsewhere too. */
export function repliesLeftWords({ state, source, used, of }: BillingDto['freeReplies']): string {
  if (state === 'used_up') return 'Used up';
  const counted = `${used.toLocaleString('en-GB')} of ${of.toLocaleString('en-GB')}`;
  return source === 'meta' ? counted : `at least ${counted}`;
}
