/**
 * Meta's customer service window: from a customer's last message or call to one of our numbers on, anything may be sent to
 * them for 24 hours; after that templates alone (meta-platform 7; Meta's refusal is 131047). What opens it, and for which
 * conversation, is decided where messages are read: here is how long it lasts. Pure.
 */
const windowMs = 24 * 60 * 60 * 1000;

/** When the window closes that was opened at a time; null when it never was. */
export const windowClosesAt = (openedAt: Date | null | undefined): Date | null =>
  openedAt ? new Date(openedAt.getTime() + windowMs) : null;

/**
 * Whether anything may be sent.
 *
 * @param spareMs how long the window has still to be open, for what takes a while on its way.
 */
export function isWindowOpen(openedAt: Date | null | undefined, now: Date, spareMs = 0): boolean {
  const closesAt = windowClosesAt(openedAt);
  return closesAt !== null && closesAt.getTime() - spareMs > now.getTime();
}

/** Windows that were opened after this are open now: for queries. */
export const windowOpenedAfter = (now: Date): Date => new Date(now.getTime() - windowMs);
