import type { MessageContent } from '@switchboard/contracts';

export type OrderItem = Extract<MessageContent, { kind: 'order' }>['items'][number];

/** "€ 12.50", in the reader's way of writing money; plain when the currency is not one. */
export function priceWords(amount: number, currency: string): string {
  try {
    return new Intl.NumberFormat(undefined, { style: 'currency', currency }).format(amount);
  } catch {
    return `${amount} ${currency}`.trim();
  }
}

/** What the order comes to; null when a price is missing or the currencies differ. */
export function orderTotal(items: readonly OrderItem[]): { amount: number; currency: string } | null {
  const [first] = items;
  if (!first) return null;
  let amount = 0;
  for (const { price, quantity, currency } of items) {
    if (price === null || currency !== first.currency) return null;
    amount += price * quantity;
  }
  // Cents are not exact in binary.
  return { amount: Math.round(amount * 100) / 100, currency: first.currency };
}
