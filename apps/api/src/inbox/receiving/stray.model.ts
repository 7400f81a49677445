import type { MessageStatusUpdate, WebhookContent } from '@switchboard/graph';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { ReplyPrice } from '../message.model.js';

/**
 * What Meta said about a message before the message itself: a status, a reaction, an edit, or that another message
 * answers it. Applied when it comes.
 */
export interface StrayRecord {
  /** Made from its content, so that the same one said twice is kept once. */
  _id: string;
  accountId: string;
  phoneNumberId: string;
  /** Of the message it is about, as it was named. */
  wamid: string;
  /** What both forms of that wamid have in common; missing for one that is opaque. */
  wamidKey?: string | undefined;
  at: Date;
  arrivedAt: Date;
  about: StrayFact;
  /** Of a free reply that was not sent from here: the month in which it counts (`freeReplies.ts`). */
  freeMonth?: string | undefined;
}

export type StrayFact = MessageFact | QuoteFact;

/** A message that came before the one it answers. */
export interface QuoteFact {
  kind: 'quote';
  /** Of the answer. */
  messageId: string;
  at: Date;
}

/** Meta's clock is in `at`. */
export type MessageFact =
  | ({ kind: 'status'; at: Date; price?: ReplyPrice } & Pick<MessageStatusUpdate, 'status' | 'error'>)
  | { kind: 'reaction'; by: 'customer' | 'business'; emoji: string | null; at: Date }
  | { kind: 'edit'; at: Date; content: WebhookContent | null }
  /** `by` is missing in those that were kept before it was known: then whoever wrote the message has deleted it. */
  | { kind: 'revoke'; by?: 'customer' | 'business'; at: Date }
  /** The file that a placeholder in the past of a phone stands for. */
  | { kind: 'file'; at: Date; content: WebhookContent };

const straySchema = new Schema<StrayRecord>(
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
straySchema.index({ phoneNumberId: 1, wamid: 1 });
straySchema.index(
  { accountId: 1, phoneNumberId: 1, freeMonth: 1 },
  { partialFilterExpression: { freeMonth: { $exists: true } }, name: 'free_replies' },
);
straySchema.index({ phoneNumberId: 1, wamidKey: 1 }, { partialFilterExpression: { wamidKey: { $exists: true } } });

export const strayModel = (connection: Connection): Model<StrayRecord> =>
  connection.model<StrayRecord>('Stray', straySchema);
