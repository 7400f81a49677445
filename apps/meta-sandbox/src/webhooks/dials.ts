import type { Addressing } from '../messaging/addressing.js';
import type { WamidForm } from '../messaging/wamid.js';

/** What a status may say of a message the business sent. */
export const messageStatuses = ['sent', 'delivered', 'read', 'failed', 'played'] as const;
export type MessageStatusName = (typeof messageStatuses)[number];

/** How webhooks misbehave. Counters are of POSTs still to be spoilt: `Infinity` for all of them. */
export interface WebhookDials {
  /** Every delivery is sent this many times. */
  duplicate: number;
  /** Every POST waits this long, and up to `jitterMs` more. */
  delayMs: number;
  jitterMs: number;
  /** Updates of one chat wait for the first try of the one before. Off, all of them leave at once. */
  keepOrder: boolean;
  /** Updates are held for this long and leave shuffled; 0 is off. */
  outOfOrderMs: number;
  /** Up to `size` (at most 1,000) updates of `windowMs` leave as one POST; null is off. */
  batch: { size: number; windowMs: number } | null;
  /** The statuses of a message arrive before the answer to the call that sent it. */
  statusBeforeAnswer: boolean;
  /** Statuses that are never sent. */
  skipStatuses: readonly MessageStatusName[];
  /** POSTs to come whose signature is over other bytes. */
  wrongSignature: number;
  /** POSTs to come that are signed with the secret of another app. */
  signedByOtherApp: number;
  /** Nothing leaves; what is due counts as refused and is tried again. Turning it off tries at once. */
  receiverDown: boolean;
  /** The next `times` messages are accepted and then fail with this code; null is off. */
  failNext: { code: number; times: number } | null;
  /**
   * How a message fails that the customer's side does not allow (outside of the 24 hours, marketing that is not wanted):
   * accepted and then `failed`, or refused at once.
   */
  windowError: 'async' | 'sync';
  /** Media that customers send carry a `url`, as they may since November 2025. */
  inboundMediaUrls: boolean;
  /** Which of a customer's names wamids hold; null for the one the message was first named by. */
  wamidNames: WamidForm | null;
  addressing: Addressing;
  /** Whose numbers are written the other way, in countries that have two. */
  writtenOtherWay: readonly ('customer' | 'business')[];
  /** Taps on buttons and lists come without `context`. */
  repliesWithoutContext: boolean;
}

/** Webhooks as they are on a good day. */
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
