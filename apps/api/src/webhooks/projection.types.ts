import type { AccountUpdate, MessageStatusUpdate, WebhookUpdate } from '@switchboard/graph';
import type { QuarantineRecord } from './quarantine.model.js';

/** One update with the delivery it came in. */
export interface ReadUpdate {
  /** `<delivery>.<place in it>` */
  id: string;
  receivedAt: Date;
  place: number;
  update: WebhookUpdate;
  /** Whose it is, when that was decided before: should the number have changed hands meanwhile, it has no place. */
  onlyFor?: string;
}

/** What has no place: an update, or the bytes of what could not be read. */
export type ToQuarantine = Omit<QuarantineRecord, 'body' | 'update' | 'type'> & {
  update?: WebhookUpdate;
  body?: Buffer;
};

/**
 * Told what Meta says about a WhatsApp account. A delivery may be projected again, so it has to be idempotent.
 *
 * @returns whether it concerned anybody here; what concerned nobody waits in quarantine.
 */
export type AccountListener = (update: AccountUpdate, receivedAt: Date) => Promise<boolean>;

/**
 * Asked first about every status of a live number: whether it is of a message that the inbox does not know, like a test
 * message. A delivery may be projected again, so it has to be idempotent.
 *
 * @returns whether it has its place; otherwise the inbox is told.
 */
export type OwnStatusListener = (accountId: string, update: MessageStatusUpdate) => Promise<boolean>;
