import type { AlertDto, AlertKind } from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/** A change that an account is alerted to once. */
export interface AlertRecord {
  alertId: string;
  accountId: string;
  /** Made from what changed: one change is one alert, whoever notices it and however often. */
  key: string;
  kind: AlertKind;
  tone: AlertDto['tone'];
  title: string;
  text: string;
  phoneNumberId?: string | undefined;
  /** Who did it: in the app it is no news to them. The mail goes to them as well, for it was done in their name. */
  by?: string | undefined;
  /** The people it is for; nobody else sees it. Absent: everybody in the account. */
  onlyFor?: string[] | undefined;
  at: Date;
  /** Until it is settled who gets it by e-mail. */
  mailPending?: boolean | undefined;
  /** The alerts of one mail. */
  mailBatch?: string | undefined;
}

export interface AlertSettingsRecord {
  accountId: string;
  userId: string;
  /** Absent: nobody has chosen, the role decides. */
  email?: boolean | undefined;
  seenUpTo?: Date | undefined;
}

const alertSchema = new Schema<AlertRecord>(
  {
    alertId: { type: String, required: true, unique: true },
    accountId: { type: String, required: true },
    key: { type: String, required: true },
    kind: { type: String, required: true },
    tone: { type: String, required: true },
    title: { type: String, required: true },
    text: { type: String, required: true },
    phoneNumberId: String,
    by: String,
    onlyFor: { type: [String], default: undefined },
    at: { type: Date, required: true, index: true },
    mailPending: Boolean,
    mailBatch: String,
  },
  { collection: 'alerts', versionKey: false },
);
alertSchema.index({ accountId: 1, key: 1 }, { unique: true });
alertSchema.index({ accountId: 1, at: -1 });
alertSchema.index(
  { mailPending: 1, at: 1 },
  { partialFilterExpression: { mailPending: true }, name: 'waiting_for_mail' },
);

const settingsSchema = new Schema<AlertSettingsRecord>(
  {
    accountId: { type: String, required: true },
    userId: { type: String, required: true },
    email: Boolean,
    seenUpTo: Date,
  },
  { collection: 'alertSettings', versionKey: false },
);
settingsSchema.index({ accountId: 1, userId: 1 }, { unique: true });

export const alertSettingsModel = (connection: Connection): Model<AlertSettingsRecord> =>
  connection.model<AlertSettingsRecord>('AlertSettings', settingsSchema);

export const alertModel = (connection: Connection): Model<AlertRecord> =>
  connection.model<AlertRecord>('Alert', alertSchema);
