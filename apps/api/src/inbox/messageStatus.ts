import type { MessageStatus } from '@switchboard/contracts';

/**
 * How far a message has come. Meta promises no order: a `delivered` may come after the `read`, even after a `failed`
 * (it then did arrive), and `delivered` may be left out (meta-platform 8.6).
 */
const rank: Record<MessageStatus, number> = {
  received: 0,
  queued: 1,
  unclear: 2,
  sent: 3,
  failed: 4,
  delivered: 5,
  read: 6,
  played: 7,
};

/** Whether a message that has this status moves on to that one. It never goes back. */
export const isLaterStatus = (from: MessageStatus, to: MessageStatus): boolean =>
  from !== 'received' && rank[to] > rank[from];
