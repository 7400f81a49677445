import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/** One e-mail to one person. Its text is composed when it is sent. */
export interface QueuedMail {
  /** An idempotency key, where the mail may be queued twice. */
  _id: string;
  kind?: string | undefined;
  accountId?: string | undefined;
  userId?: string | undefined;
  /** The address of anybody else. Removed when the mail is done. */
  email?: string | undefined;
  alertIds?: string[] | undefined;
  /** Further facts for the composer, no secrets. Removed when the mail is done. */
  facts?: Record<string, string> | undefined;
  state: 'queued' | 'sent' | 'given_up';
  /** Not sent before; while a process sends it, the end of its lease. */
  dueAt: Date;
  attempts: number;
  createdAt: Date;
  giveUpAt?: Date | undefined;
  /** Its recipient is then kept until it is swept, so that the operator can reopen it. */
  gaveUpAt?: Date | undefined;
}

const queuedMailSchema = new Schema<QueuedMail>(
  {
    _id: { type: String, required: true },
    kind: String,
    accountId: String,
    userId: String,
    email: String,
    alertIds: { type: [String], default: undefined },
    facts: { type: Schema.Types.Mixed },
    state: { type: String, required: true },
    dueAt: { type: Date, required: true },
    attempts: { type: Number, required: true },
    createdAt: { type: Date, required: true, index: true },
    giveUpAt: Date,
    gaveUpAt: Date,
  },
  { collection: 'mails', versionKey: false },
);
queuedMailSchema.index({ state: 1, dueAt: 1 });
queuedMailSchema.index({ gaveUpAt: 1 }, { partialFilterExpression: { gaveUpAt: { $exists: true } } });

export const queuedMailModel = (connection: Connection): Model<QueuedMail> =>
  connection.model<QueuedMail>('Mail', queuedMailSchema);
