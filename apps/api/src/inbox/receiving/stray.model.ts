import type { MessageStatusUpdate, WebhookContent } from '@switchboard/graph';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';
import type { ReplyPrice } from '../message.model.js';

/** What Meta said about a message before the message itself: a status, a reaction, an edit. Applied when it comes. */
export interface StrayRecord {
  /** Made from its content, so that the same one said twice is kept once. */
  _id: string;
  accountId: string;
  phoneNumberId: string;
  /** Of the message it is about. */
  wamid: string;
  at: Date;
  arrivedAt: Date;
  about: StrayFact;
  /** Of a free reply that was not sent from here: the month in which it counts (`freeReplies.ts`). */
  freeMonth?: string | undefined;
}

/** Meta's clock is in `at`. */
export type StrayFact =
  | ({ kind: 'status'; at: Date; price?: ReplyPrice } & Pick<MessageStatusUpdate, 'status' | 'error'>)
  | { kind: 'reaction'; by: 'customer' | 'business'; emoji: string | null; at: Date }
  | { kind: 'edit'; at: Date; content: WebhookContent | null }
  | { kind: 'revoke'; at: Date }
  /** The file that a placeholder in the past of a phone stands for. */
  | { kind: 'file'; at: Date; content: WebhookContent };

const straySchema = new Schema<StrayRecord>(
  {
    _id: { type: String, required: true },
    phoneNumberId: { type: String, required: true },
    wamid: { type: String, required: true },
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

export const strayModel = (connection: Connection): Model<StrayRecord> =>
  connection.model<StrayRecord>('Stray', straySchema);
