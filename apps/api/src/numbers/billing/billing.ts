import type { BillingDto } from '@switchboard/contracts';
import type { PhoneNumberRecord } from '../phoneNumber.model.js';

/** Free delivered service messages a number and month since 2026-10-01; then the market's rate (meta-platform 17.5). */
export const freeRepliesAMonth = 1_000;
/** From here on there is just time to see to a payment method. */
const nearlyUsedUpFrom = 900;

/** A month of Meta's bill, `2026-11`. In UTC: the time zone of the WhatsApp account is not told. */
export const toMonth = (at: Date): string => at.toISOString().slice(0, 7);
export const monthStart = (month: string): Date => new Date(`${month}-01T00:00:00Z`);
export const monthAfter = (month: string): Date => {
  const start = monthStart(month);
  start.setUTCMonth(start.getUTCMonth() + 1);
  return start;
};

const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const day = (at: Date) => `${at.getUTCDate()} ${names[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
const moment = (at: Date) => `${day(at)}, ${at.toISOString().slice(11, 16)} UTC`;
const count = (value: number) => value.toLocaleString('en-GB');

type Billed = Pick<PhoneNumberRecord, 'wabaId' | 'createdAt' | 'connectedAt' | 'billedRepliesAt' | 'costs' | 'payment'>;
type FreeReplies = BillingDto['freeReplies'];
type Method = BillingDto['payment']['method'];

/** What is known of the free replies, by Meta's own count where there is one, else by what its statuses said here. */
function toFreeReplies(record: Billed, seen: number, now: Date): FreeReplies {
  const { billedRepliesAt, costs } = record;
  const month = toMonth(now);
  const start = monthStart(month);
  // Connected anew, it goes on from where it was.
  const held = record.createdAt ?? record.connectedAt;
  const since = new Date(Math.max(held.getTime(), start.getTime()));
  const atMeta = costs?.month === month ? costs : undefined;
  const used = Math.max(seen, atMeta?.freeReplies ?? 0);
  const isOfThisMonth = billedRepliesAt && billedRepliesAt >= start && billedRepliesAt < monthAfter(month);
  const billedAt = isOfThisMonth ? billedRepliesAt : null;
  const isUsedUp = billedAt !== null || used >= freeRepliesAMonth || (atMeta?.billedReplies ?? 0) > 0;
  const state = isUsedUp ? 'used_up' : used >= nearlyUsedUpFrom ? 'nearly_used_up' : 'some_left';
  // Meta's count is of the moment when it was asked: more may have been seen since.
  const isMetas = atMeta !== undefined && atMeta.freeReplies >= seen;
  const counted = isMetas
    ? `Meta counted ${count(atMeta.freeReplies)} of ${count(freeRepliesAMonth)} free replies on ${moment(atMeta.at)}.`
    : `At least ${count(seen)} of ${count(freeRepliesAMonth)} free replies seen here since ${day(since)}.`;
  const usedUp = billedAt
    ? `The free replies of this month are used up: Meta billed a reply on ${day(billedAt)}.`
    : 'The free replies of this month are used up.';
  return {
    used,
    of: freeRepliesAMonth,
    state,
    source: isMetas ? 'meta' : 'seen_here',
    at: (isMetas ? atMeta.at : since).toISOString(),
    usedUpAt: billedAt?.toISOString() ?? null,
    text: isUsedUp ? `${usedUp} ${counted}` : counted,
  };
}

const paymentWords: Record<Method, string> = {
  yes: 'The WhatsApp account has a payment method at Meta.',
  no: 'The WhatsApp account has no payment method at Meta.',
  unknown: 'Meta does not say whether the WhatsApp account has a payment method.',
};

/** What is to be done before Meta refuses to send, or does it already. Null: nothing. */
function toWarning({ state }: FreeReplies, method: Method): string | null {
  if (state === 'some_left' || method === 'yes') return null;
  const isUsedUp = state === 'used_up';
  if (method === 'no') {
    return isUsedUp
      ? 'Replies are billed now, and there is no payment method: Meta can refuse them. Add one in WhatsApp Manager.'
      : 'The free replies end soon, and there is no payment method: Meta can refuse replies then. Add one in WhatsApp Manager.';
  }
  return isUsedUp ? 'Replies are billed now. Look in WhatsApp Manager whether there is a payment method.' : null;
}

const note =
  'Templates of the category utility are billed within the 24 hours too. ' +
  'A month is counted in UTC here: Meta does not tell the time zone in which it bills.';

/** What is shown of a number's costs. Pure. @param seen free replies of this month that Meta's statuses showed here. */
export function toBilling(record: Billed, seen: number, now: Date): BillingDto {
  const freeReplies = toFreeReplies(record, seen, now);
  const payment = record.payment?.wabaId === record.wabaId ? record.payment : undefined;
  const method = payment?.method ?? 'unknown';
  return {
    month: toMonth(now),
    freeReplies,
    payment: {
      method,
      at: payment?.at.toISOString() ?? null,
      text: payment ? paymentWords[method] : 'Meta has not been asked yet whether there is a payment method.',
    },
    warning: toWarning(freeReplies, method),
    note,
  };
}
