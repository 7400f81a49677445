import type { MessageStatus } from '@switchboard/contracts';

/** Meta promises no order: `delivered` may come after `read` or `failed`, or be left out (meta-platform 8.6). */
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

export const isLaterStatus = (from: MessageStatus, to: MessageStatus): boolean =>
  from !== 'received' && rank[to] > rank[from];
