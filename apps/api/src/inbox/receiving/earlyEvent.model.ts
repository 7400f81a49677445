import type { MessageStatusUpdate, WebhookContent } from '@switchboard/graph';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { ReplyPrice } from '../message.model.js';

/** A fact that came before its message: a status, a reaction, an edit, or an answer to it. */
export interface EarlyEventRecord {
  /** Derived from its content. */
  _id: string;
  accountId: string;
  phoneNumberId: string;
  wamid: string;
  wamidKey?: string | undefined;
  at: Date;
  arrivedAt: Date;
  about: EarlyFact;
  /** The month in which a free reply that was not sent from here counts (`freeReplies.ts`). */
  freeMonth?: string | undefined;
}

export type EarlyFact = MessageFact | QuoteFact;

export interface QuoteFact {
  kind: 'quote';
  messageId: string;
  at: Date;
}

export type MessageFact =
  | ({ kind: 'status'; at: Date; price?: ReplyPrice } & Pick<MessageStatusUpdate, 'status' | 'error'>)
  | { kind: 'reaction'; by: 'customer' | 'business'; emoji: string | null; at: Date }
  | { kind: 'edit'; at: Date; content: WebhookContent | null }
  /** `by` missing: whoever wrote the message has deleted it. */
  | { kind: 'revoke'; by?: 'customer' | 'business'; at: Date }
  | { kind: 'file'; at: Date; content: WebhookContent };

const earlyEventSchema = new Schema<EarlyEventRecord>(
  {
    _id: { type: String, required: true },
    phoneNumberId: { type: String, required: true },
    wamid: { type: String, required: true },
    wamidKey: String,
    arrivedAt: { type: Date, index: true },
    freeMonth: String,
  },
  { collection: 'strays', strict: false, versionKey: false },
);
earlyEventSchema.index({ phoneNumberId: 1, wamid: 1 });
earlyEventSchema.index(
  { accountId: 1, phoneNumberId: 1, freeMonth: 1 },
  { partialFilterExpression: { freeMonth: { $exists: true } }, name: 'free_replies' },
);
earlyEventSchema.index({ phoneNumberId: 1, wamidKey: 1 }, { partialFilterExpression: { wamidKey: { $exists: true } } });

export const earlyEventModel = (connection: Connection): Model<EarlyEventRecord> =>
  connection.model<EarlyEventRecord>('Stray', earlyEventSchema);
