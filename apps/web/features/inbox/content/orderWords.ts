import type { MessageContent } from '@switchboard/contracts';

export type OrderItem = Extract<MessageContent, { kind: 'order' }>['items'][number];

/** "€ 12.50" in the reader's locale; plain when the currency is unknown. */
export function priceWords(amount: number, currency: string): string {
  try {
    return new Intl.NumberFormat(undefined, { style: 'currency', currency }).format(amount);
  } catch {
    return `${amount} ${currency}`.trim();
  }
}

/** The total of an order; null when a price is missing or currencies differ. */
export function orderTotal(items: readonly OrderItem[]): { amount: number; currency: string } | null {
  const [first] = items;
  if (!first) return null;
  let amount = 0;
  for (const { price, quantity, currency } of items) {
    if (price === null || currency !== first.currency) return null;
    amount += price * quantity;
  }
  // Binary fractions are not exact cents.
  return { amount: Math.round(amount * 100) / 100, currency: first.currency };
}
