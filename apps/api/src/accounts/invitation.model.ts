import { type Role, roles } from '@switchboard/contracts';
import type { Connection, Model, Types } from 'mongoose';
import { Schema } from 'mongoose';

export interface InvitationRecord {
  _id: Types.ObjectId;
  tokenHash: string;
  accountId: string;
  invitedBy: string;
  role: Role;
  /** Lower case. Where it is sent; absent for a link that is handed over. */
  email?: string | undefined;
  /** How often its link was made anew: only the last one works. Absent in those from before links could be. */
  generation?: number | undefined;
  /** When its present link was made. Absent as above. */
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

/** The id by which owners name an invitation. Not its secret. */
export const invitationIdOf = ({ _id }: Pick<InvitationRecord, '_id'>): string => String(_id);

export const invitationModel = (connection: Connection): Model<InvitationRecord> =>
  connection.model<InvitationRecord>('Invitation', invitationSchema);
