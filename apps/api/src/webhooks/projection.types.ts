import type { AccountUpdate, MessageStatusUpdate, WebhookUpdate } from '@switchboard/graph';
import type { QuarantineRecord } from './quarantine.model.js';

export interface ReadUpdate {
  /** See `toUpdateId`. */
  id: string;
  receivedAt: Date;
  /** In its delivery, from 0. */
  index: number;
  update: WebhookUpdate;
  /** The account that it was kept for in quarantine: it is for no other one, whoever holds the number now. */
  onlyFor?: string;
  /** See `Delivery`. */
  isReplayed?: true | undefined;
}

/** An update that waits, or the bytes of a delivery that could not be read. */
export type ToQuarantine = Omit<QuarantineRecord, 'body' | 'update' | 'type'> & {
  update?: WebhookUpdate;
  body?: Buffer;
};

/** Takes news of a WhatsApp account; idempotent. @returns whether it concerned anybody here, else it waits in quarantine. */
export type AccountListener = (update: AccountUpdate, receivedAt: Date) => Promise<boolean>;

/** Takes statuses of messages that the inbox does not know, like test messages; idempotent. @returns whether it took it. */
export type OwnStatusListener = (accountId: string, update: MessageStatusUpdate) => Promise<boolean>;
