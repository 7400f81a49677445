import type { MessageStatusUpdate } from '@switchboard/graph';
import type { MessageRecord, ReplyPrice } from '../message.model.js';
import type { EarlyFact } from './earlyEvent.model.js';
import type { RoutedUpdate } from './receive.types.js';

/** UTC, `2026-11`: the WhatsApp account's own time zone is not known. */
export const toMonth = (at: Date): string => at.toISOString().slice(0, 7);

export function readReplyPrice({ pricing }: Pick<MessageStatusUpdate, 'pricing'>): ReplyPrice | undefined {
  // Quarantine gives null for what was missing.
  const type = pricing?.type?.toLowerCase();
  if (type === 'free_customer_service') return 'free';
  return type === 'regular' && pricing?.category?.toLowerCase() === 'service' ? 'billed' : undefined;
}

const isDelivery = ({ status }: Pick<MessageStatusUpdate, 'status'>) =>
  status === 'delivered' || status === 'read' || status === 'played';

/** Only delivered messages count at Meta. @returns nothing where the fact shows none. */
export const freeMonthIn = (fact: EarlyFact): { freeMonth?: string } =>
  fact.kind === 'status' && fact.price === 'free' && isDelivery(fact) ? { freeMonth: toMonth(fact.at) } : {};

/** When each number's first answer was billed. A late read says nothing: Meta prices at other moments. */
export function billedIn(routed: readonly RoutedUpdate[]): Map<string, Date> {
  const billed = new Map<string, Date>();
  for (const { update } of routed) {
    if (update.kind !== 'status' || readReplyPrice(update) !== 'billed') continue;
    if (update.status !== 'sent' && update.status !== 'delivered') continue;
    const known = billed.get(update.phoneNumberId);
    if (!known || update.timestamp < known) billed.set(update.phoneNumberId, update.timestamp);
  }
  return billed;
}

/**
 * A message counts in one `freeMonth`, however its statuses come: the dearer price and the earlier date win.
 *
 * @returns whether that changed anything.
 */
export function applyReplyPrice(message: MessageRecord, price: ReplyPrice | undefined): boolean {
  const { replyPrice, freeMonth, statusTimes } = message;
  if (price && replyPrice !== 'billed') message.replyPrice = price;
  const times = [statusTimes?.delivered, statusTimes?.read].filter((at) => at !== undefined);
  const first = times.length > 0 ? new Date(Math.min(...times.map(Number))) : undefined;
  if (message.replyPrice === 'free' && first) message.freeMonth = toMonth(first);
  else if (freeMonth !== undefined) delete message.freeMonth;
  return message.replyPrice !== replyPrice || message.freeMonth !== freeMonth;
}
