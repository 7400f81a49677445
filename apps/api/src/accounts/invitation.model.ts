import { type Role, roles } from '@switchboard/contracts';
import type { Connection, Model, Types } from 'mongoose';
import { Schema } from 'mongoose';

export interface InvitationRecord {
  _id: Types.ObjectId;
  tokenHash: string;
  accountId: string;
  invitedBy: string;
  role: Role;
  /** Lower case. Absent for a link that its maker hands over. */
  email?: string | undefined;
  /** How often the link was made anew; only the last one works. Absent in old rows. */
  generation?: number | undefined;
  madeAt?: Date | undefined;
  expiresAt: Date;
  createdAt: Date;
}

const invitationSchema = new Schema<InvitationRecord>(
  {
    tokenHash: { type: String, required: true, unique: true },
    accountId: { type: String, required: true, index: true },
    invitedBy: { type: String, required: true },
    role: { type: String, required: true, enum: roles },
    email: String,
    generation: Number,
    madeAt: Date,
    expiresAt: { type: Date, required: true, index: true },
  },
  { timestamps: true, collection: 'invitations' },
);

/** How owners name an invitation; not its secret. */
export const toInvitationId = ({ _id }: Pick<InvitationRecord, '_id'>): string => String(_id);

export const invitationModel = (connection: Connection): Model<InvitationRecord> =>
  connection.model<InvitationRecord>('Invitation', invitationSchema);
