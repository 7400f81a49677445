import type { MessageStatusUpdate } from '@switchboard/graph';
import type { MessageRecord, ReplyPrice } from '../message.model.js';
import type { PlacedUpdate } from './receive.types.js';
import type { StrayFact } from './stray.model.js';

/** A month of Meta's bill, `2026-11`. In UTC: the time zone of the WhatsApp account is not told. */
export const monthOf = (at: Date): string => at.toISOString().slice(0, 7);

/** @returns undefined where the status says nothing of it. */
export function replyPriceOf({ pricing }: Pick<MessageStatusUpdate, 'pricing'>): ReplyPrice | undefined {
  // What was kept in quarantine comes back with null where nothing was.
  const type = pricing?.type?.toLowerCase();
  if (type === 'free_customer_service') return 'free';
  return type === 'regular' && pricing?.category?.toLowerCase() === 'service' ? 'billed' : undefined;
}

const isDelivery = ({ status }: Pick<MessageStatusUpdate, 'status'>) =>
  status === 'delivered' || status === 'read' || status === 'played';

/**
 * The month in which a fact shows a free reply to have been delivered: only what is delivered counts at Meta.
 *
 * @returns nothing where it shows none.
 */
export const freeMonthIn = (fact: StrayFact): { freeMonth?: string } =>
  fact.kind === 'status' && fact.price === 'free' && isDelivery(fact) ? { freeMonth: monthOf(fact.at) } : {};

/**
 * Which numbers had an answer billed, and when first. A status that was read long after says nothing of its month: only
 * the moments count at which Meta prices a message.
 */
export function billedIn(placed: readonly PlacedUpdate[]): Map<string, Date> {
  const billed = new Map<string, Date>();
  for (const { update } of placed) {
    if (update.kind !== 'status' || replyPriceOf(update) !== 'billed') continue;
    if (update.status !== 'sent' && update.status !== 'delivered') continue;
    const known = billed.get(update.phoneNumberId);
    if (!known || update.timestamp < known) billed.set(update.phoneNumberId, update.timestamp);
  }
  return billed;
}

/**
 * Keeps in a message what it costs, after its times are known. Counted by `freeMonth`, so that a message counts once
 * however often and in whatever order its statuses come: what makes it dearer and what dates it earlier wins.
 *
 * @returns whether that changed anything.
 */
export function applyReplyPrice(message: MessageRecord, price: ReplyPrice | undefined): boolean {
  const { replyPrice, freeMonth, statusTimes } = message;
  if (price && replyPrice !== 'billed') message.replyPrice = price;
  const times = [statusTimes?.delivered, statusTimes?.read].filter((at) => at !== undefined);
  const first = times.length > 0 ? new Date(Math.min(...times.map(Number))) : undefined;
  if (message.replyPrice === 'free' && first) message.freeMonth = monthOf(first);
  else if (freeMonth !== undefined) delete message.freeMonth;
  return message.replyPrice !== replyPrice || message.freeMonth !== freeMonth;
}
