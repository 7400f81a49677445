import type { GraphClient, GraphFailure, GraphResult, PricingPoint } from '@switchboard/graph';
import type { Model } from 'mongoose';
import { type Clock, later } from '../../platform/clock.js';
import type { DomainEvents } from '../../platform/domainEvents.js';
import { AppError } from '../../platform/errors.js';
import { billedReplyNotedMs, pricingGoodForMs } from '../lifetimes.js';
import { maxBilledReplies } from '../limits.js';
import { samePhone } from '../namedPhone.js';
import type { NumberRepository } from '../number.repository.js';
import type { PaymentEvidence, PhoneNumberRecord } from '../phoneNumber.model.js';
import { monthAfter, monthStart, toMonth } from './billing.js';

export interface BillingServiceDeps {
  model: Model<PhoneNumberRecord>;
  numbers: Pick<NumberRepository, 'active' | 'open'>;
  graph: Pick<GraphClient, 'readPaymentMethod' | 'readPricingAnalytics'>;
  clock: Clock;
  events: DomainEvents;
}

export interface WabaHere {
  accountId: string;
  wabaId: string;
}

/** How many calls asking about one WhatsApp account takes. */
export const callsABilling = 2;

/** Meta has the question and does not answer it to us. Everything else says nothing: a limit, a dead token, a fault. */
const doesNotSay = ({ outcome, kind }: GraphFailure) =>
  outcome === 'refused' && (kind === 'permission_missing' || kind === 'invalid_request' || kind === 'not_found');

/**
 * What Meta's answer says of the payment method. A refusal is an answer too: Meta does not say.
 *
 * @returns null where what was known stays: no answer, or a dead token.
 */
export function paymentIn(
  answer: GraphResult<{ isAttached: boolean }>,
  about: Pick<PaymentEvidence, 'wabaId' | 'at'>,
): PaymentEvidence | null {
  if (answer.ok) return { ...about, method: answer.value.isAttached ? 'yes' : 'no' };
  return doesNotSay(answer.failure) ? { ...about, method: 'unknown' } : null;
}

const isService = ({ category }: PricingPoint) => category?.toUpperCase() === 'SERVICE';

export function costsIn(points: readonly PricingPoint[], displayPhone: string, isOnlyNumber: boolean) {
  // Without the dimension it is about the whole account, which then is this number.
  const ofNumber = points.filter(({ phone }) => (phone === undefined ? isOnlyNumber : samePhone(phone, displayPhone)));
  const sumVolume = (type: string) =>
    ofNumber
      .filter((point) => point.type?.toUpperCase() === type && (isService(point) || type === 'FREE_CUSTOMER_SERVICE'))
      .reduce((sum, { volume = 0 }) => sum + volume, 0);
  return {
    freeReplies: Math.round(sumVolume('FREE_CUSTOMER_SERVICE')),
    billedReplies: Math.round(sumVolume('REGULAR')),
  };
}

/** What is known of the costs of numbers: what statuses show, and what Meta answers when it is asked. */
export function createBillingService({ model, numbers, graph, clock, events }: BillingServiceDeps) {
  const live = ({ accountId, wabaId }: WabaHere) => ({ accountId, wabaId, isActive: true });

  /** Since when answers of a number are known to be billed, for a while, so that most statuses write nothing. */
  const noted = new Map<string, { atMs: number; untilMs: number }>();
  function isNoted(key: string, at: Date): boolean {
    const known = noted.get(key);
    return known !== undefined && known.atMs <= at.getTime() && known.untilMs > clock.now().getTime();
  }

  async function keepPayment(waba: WabaHere, payment: PaymentEvidence | null): Promise<void> {
    if (!payment) return;
    await model.updateMany(
      { ...live(waba), $or: [{ payment: { $exists: false } }, { 'payment.at': { $lte: payment.at } }] },
      { $set: { payment } },
    );
  }

  async function keepPricing(
    waba: WabaHere,
    records: readonly PhoneNumberRecord[],
    points: readonly PricingPoint[],
    at: Date,
  ): Promise<void> {
    for (const { phoneNumberId, displayPhone } of records) {
      const costs = { at, month: toMonth(at), ...costsIn(points, displayPhone, records.length === 1) };
      await model.updateOne(
        { ...live(waba), phoneNumberId, $or: [{ costs: { $exists: false } }, { 'costs.at': { $lte: at } }] },
        { $set: { costs } },
      );
    }
  }

  return {
    /** Asks Meta about the payment method of a WhatsApp account, and about this month's costs once in six hours. */
    async ask(waba: WabaHere, { pricing = false } = {}): Promise<void> {
      const { accountId, wabaId } = waba;
      const records = (await numbers.active(accountId)).filter((record) => record.wabaId === wabaId);
      const [first] = records;
      if (!first) return;
      const at = clock.now();
      const isKnown = (record: PhoneNumberRecord) =>
        record.costs?.month === toMonth(at) && record.costs.at > later(at, -pricingGoodForMs);
      let token: string;
      try {
        token = (await numbers.open(first)).accessToken;
      } catch (error) {
        if (error instanceof AppError) return;
        throw error;
      }
      const [payment, costs] = await Promise.all([
        graph.readPaymentMethod(wabaId, token),
        pricing || !records.every(isKnown)
          ? graph.readPricingAnalytics(wabaId, { start: monthStart(toMonth(at)), end: at }, token)
          : null,
      ]);
      await keepPayment(waba, paymentIn(payment, { wabaId, at }));
      if (costs?.ok) await keepPricing(waba, records, costs.value, at);
      events.emit('numbers.changed', { accountId });
    },

    /**
     * Keeps when Meta billed the first answer of each month, in whatever order they come.
     *
     * @param billed by phone number id.
     */
    async noteBilled(
      billed: ReadonlyMap<string, Date>,
      findAccountId: (phoneNumberId: string) => string | undefined,
    ): Promise<void> {
      for (const [phoneNumberId, at] of billed) {
        const accountId = findAccountId(phoneNumberId);
        if (!accountId) continue;
        const key = `${accountId} ${phoneNumberId} ${toMonth(at)}`;
        if (isNoted(key, at)) continue;
        const month = toMonth(at);
        const { modifiedCount } = await model.updateOne(
          {
            ...{ accountId, phoneNumberId, isActive: true },
            $or: [
              { billedRepliesAt: { $exists: false } },
              { billedRepliesAt: { $lt: monthStart(month) } },
              { billedRepliesAt: { $gt: at, $lt: monthAfter(month) } },
            ],
          },
          { $set: { billedRepliesAt: at } },
        );
        if (noted.size > maxBilledReplies) noted.clear();
        noted.set(key, { atMs: at.getTime(), untilMs: later(clock.now(), billedReplyNotedMs).getTime() });
        if (modifiedCount > 0) events.emit('numbers.changed', { accountId });
      }
    },
  };
}
export type BillingService = ReturnType<typeof createBillingService>;
