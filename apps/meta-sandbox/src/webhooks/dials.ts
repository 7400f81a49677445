import type { Addressing } from '../messaging/addressing.js';
import type { WamidForm } from '../messaging/wamid.js';

export const messageStatuses = ['sent', 'delivered', 'read', 'failed', 'played'] as const;
export type MessageStatusName = (typeof messageStatuses)[number];

/** How webhooks misbehave. Counters are of coming POSTs, `Infinity` for all. */
export interface WebhookDials {
  /** Copies of every delivery. */
  duplicate: number;
  /** The delay of every POST, with up to `jitterMs` more. */
  delayMs: number;
  jitterMs: number;
  /** Updates of a chat wait for the first try of the one before. */
  keepOrder: boolean;
  /** Updates are held for this long and leave shuffled; 0 is off. */
  outOfOrderMs: number;
  /** Up to `size` (at most 1,000) updates of `windowMs` leave as one POST; null is off. */
  batch: { size: number; windowMs: number } | null;
  /** Statuses arrive before the answer to the call that sent the message. */
  statusBeforeAnswer: boolean;
  skipStatuses: readonly MessageStatusName[];
  /** POSTs to sign over other bytes. */
  wrongSignature: number;
  /** POSTs to sign with another app's secret. */
  signedByOtherApp: number;
  /** Every POST is refused and retried. Turning it off retries at once. */
  receiverDown: boolean;
  /** The next `times` messages fail with this code after being accepted; null is off. */
  failNext: { code: number; times: number } | null;
  /**
   * How a message fails that the customer's side does not allow (outside of the 24 hours, marketing that is not wanted):
   * accepted and then `failed`, or refused at once.
   */
  windowError: 'async' | 'sync';
  /** Customers' media have a `url`, as they may since November 2025. */
  inboundMediaUrls: boolean;
  /** The customer's name inside wamids; null for the message's first one. */
  wamidNames: WamidForm | null;
  addressing: Addressing;
  /** Whose numbers are written in the country's other form. */
  writtenOtherWay: readonly ('customer' | 'business')[];
  /** Button and list replies have no `context`. */
  repliesWithoutContext: boolean;
}

export const calmWebhooks: Readonly<WebhookDials> = {
  duplicate: 1,
  delayMs: 0,
  jitterMs: 0,
  keepOrder: true,
  outOfOrderMs: 0,
  batch: null,
  statusBeforeAnswer: false,
  skipStatuses: [],
  wrongSignature: 0,
  signedByOtherApp: 0,
  receiverDown: false,
  failNext: null,
  windowError: 'async',
  inboundMediaUrls: false,
  wamidNames: null,
  addressing: 'plain',
  writtenOtherWay: [],
  repliesWithoutContext: false,
};
