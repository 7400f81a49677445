/**
 * Meta's customer service window: for 24 hours after a customer's last message or call anything may be sent, then
 * templates alone (meta-platform 7; Meta refuses with 131047). The inbox decides what opens it.
 */
const windowMs = 24 * 60 * 60 * 1000;

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

export const windowOpenedAfter = (now: Date): Date => new Date(now.getTime() - windowMs);
