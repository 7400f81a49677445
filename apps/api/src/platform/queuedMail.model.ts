import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/** One e-mail to one person, until it is sent. What it says is composed when it is handed over. */
export interface QueuedMail {
  /** Where the same mail may be asked for twice, made from what it is about. */
  _id: string;
  /** Who composes it. Absent in rows from before there was more than one: alerts. */
  kind?: string | undefined;
  accountId?: string | undefined;
  /** Whom it is for; the address is looked up when it is sent. */
  userId?: string | undefined;
  /** The address, where it is not that of a person we know. Removed when the mail is done. */
  email?: string | undefined;
  alertIds?: string[] | undefined;
  /** What else the composer needs. No secrets. Removed when the mail is done. */
  facts?: Record<string, string> | undefined;
  state: 'queued' | 'sent' | 'given_up';
  /** Not before; while somebody sends it, the time at which another may try. */
  dueAt: Date;
  attempts: number;
  createdAt: Date;
  /** When trying ends. Absent: a day after it was queued. */
  giveUpAt?: Date | undefined;
  /** When trying ended in vain: whom it is for is kept then until it is swept, so that the operator can have it run again. */
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
