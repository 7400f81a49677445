import { type Role, roles } from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

export interface InvitationRecord {
  tokenHash: string;
  accountId: string;
  invitedBy: string;
  role: Role;
  expiresAt: Date;
}

const invitationSchema = new Schema<InvitationRecord>(
  {
    tokenHash: { type: String, required: true, unique: true },
    accountId: { type: String, required: true, index: true },
    invitedBy: { type: String, required: true },
    role: { type: String, required: true, enum: roles },
    expiresAt: { type: Date, required: true, index: true },
  },
  { timestamps: true, collection: 'invitations' },
);

export const invitationModel = (connection: Connection): Model<InvitationRecord> =>
  connection.model<InvitationRecord>('Invitation', invitationSchema);
