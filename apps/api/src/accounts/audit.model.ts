import type { AuditAction } from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

/** Written once, never changed. */
export interface AuditRecord {
  auditId: string;
  accountId: string;
  at: Date;
  action: AuditAction;
  /** Absent where no person of the account did it; the name as it was then. */
  actor?: { userId: string; name: string } | undefined;
  text: string;
  phoneNumberId?: string | undefined;
  address?: string | undefined;
}

const auditSchema = new Schema<AuditRecord>(
  {
    auditId: { type: String, required: true, unique: true },
    accountId: { type: String, required: true },
    at: { type: Date, required: true },
    action: { type: String, required: true },
    actor: new Schema({ userId: String, name: String }, { _id: false }),
    text: { type: String, required: true },
    phoneNumberId: String,
    address: String,
  },
  { collection: 'audit', versionKey: false },
);
auditSchema.index({ accountId: 1, at: -1, auditId: -1 });

export const auditModel = (connection: Connection): Model<AuditRecord> =>
  connection.model<AuditRecord>('Audit', auditSchema);
