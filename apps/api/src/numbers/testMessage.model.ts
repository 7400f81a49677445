import type { TestMessageDto } from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

export interface TestMessageRecord {
  /** Goes to Meta as `test:<id>` and comes back with every status. */
  _id: string;
  accountId: string;
  phoneNumberId: string;
  /** E.164 with `+`. */
  to: string;
  state: TestMessageDto['state'];
  at: Date;
  wamid?: string | undefined;
  problem?: string | undefined;
  next?: string | undefined;
}

const testMessageSchema = new Schema<TestMessageRecord>(
  {
    _id: { type: String, required: true },
    accountId: { type: String, required: true },
    phoneNumberId: { type: String, required: true },
    to: { type: String, required: true },
    state: { type: String, required: true, enum: ['sending', 'sent', 'delivered', 'failed', 'unclear'] },
    at: { type: Date, required: true },
    wamid: String,
    problem: String,
    next: String,
  },
  { collection: 'testMessages', versionKey: false },
);
testMessageSchema.index({ accountId: 1, phoneNumberId: 1, at: -1 });

export const testMessageModel = (connection: Connection): Model<TestMessageRecord> =>
  connection.model<TestMessageRecord>('TestMessage', testMessageSchema);
