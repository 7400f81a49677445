'use client';

import type { BillingDto, NumberDto } from '@switchboard/contracts';
import { Coins, CreditCard } from 'lucide-react';
import { RelativeTime } from '@/components/ui/RelativeTime';
import { cn } from '@/lib/cn';
import { inLocalTime } from '@/lib/time';
import { paymentWords, repliesLeftWords } from './billingWords';

const barStyles: Record<BillingDto['freeReplies']['state'], string> = {
  some_left: 'bg-accent',
  nearly_used_up: 'bg-warn',
  used_up: 'bg-warn',
};

export function BillingNotice({ number }: { number: NumberDto }) {
  const warning = number.billing?.warning;
  if (!warning) return null;
  return (
    <div
      role="status"
      data-billing-warning={number.phoneNumberId}
      className="flex gap-2.5 border-line border-t bg-warn-soft px-5 py-3 text-ink text-sm sm:px-6"
    >
      <CreditCard aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warn-ink" />
      <p>{inLocalTime(warning)}</p>
    </div>
  );
}

export function Billing({ number }: { number: NumberDto }) {
  const { billing } = number;
  if (!billing) return null;
  const { freeReplies, payment, note } = billing;
  return (
    <section
      aria-label={`What replies from ${number.displayPhone} cost`}
      data-billing={freeReplies.state}
      className="mt-6 border-line border-t pt-5"
    >
      <h4 className="flex items-center gap-2 font-medium text-ink text-sm">
        <Coins aria-hidden="true" className="size-4 text-muted" />
        What replies cost
      </h4>
      <dl className="mt-3 grid gap-x-8 gap-y-4 text-sm sm:grid-cols-2">
        <div className="min-w-0">
          <dt className="flex justify-between gap-3">
            <span className="text-ink">Free replies this month</span>
            <span className="num shrink-0 text-muted">{repliesLeftWords(freeReplies)}</span>
          </dt>
          <dd>
            <div
              role="progressbar"
              aria-label="Free replies used"
              aria-valuemin={0}
              aria-valuemax={freeReplies.of}
              aria-valuenow={Math.min(freeReplies.used, freeReplies.of)}
              className="mt-1.5 mb-1.5 h-1.5 overflow-hidden rounded-full bg-sunken"
            >
              <div
                className={cn('h-full rounded-full', barStyles[freeReplies.state])}
                style={{ width: toWidth(freeReplies) }}
              />
            </div>
            <p className="text-muted">{inLocalTime(freeReplies.text)}</p>
          </dd>
        </div>
        <div className="min-w-0" data-payment={payment.method}>
          <dt className="flex justify-between gap-3">
            <span className="text-ink">Payment method</span>
            <span className="shrink-0 text-muted">{paymentWords[payment.method]}</span>
          </dt>
          <dd className="mt-1.5 text-muted">
            {payment.text}
            {payment.at ? (
              <>
                {' '}
                Asked <RelativeTime at={payment.at} />.
              </>
            ) : null}
          </dd>
        </div>
      </dl>
      <p className="mt-3 text-muted text-xs">{note}</p>
    </section>
  );
}

/** The bar of a used-up allowance is full, however few replies went through here. */
const toWidth = ({ used, of, state }: BillingDto['freeReplies']) =>
  state === 'used_up' ? '100%' : `${Math.min(100, (used / of) * 100)}%`;
