import { type Role, roles } from '@switchboard/contracts';
import type { Connection, Model } from 'mongoose';
import { Schema } from 'mongoose';

export interface MembershipRecord {
  accountId: string;
  userId: string;
  role: Role;
  createdAt: Date;
}

const membershipSchema = new Schema<MembershipRecord>(
  {
    accountId: { type: String, required: true },
    userId: { type: String, required: true, index: true },
    role: { type: String, required: true, enum: roles },
  },
  { timestamps: { createdAt: true, updatedAt: false }, collection: 'memberships' },
);
membershipSchema.index({ accountId: 1, userId: 1 }, { unique: true });

export const membershipModel = (connection: Connection): Model<MembershipRecord> =>
  connection.model<MembershipRecord>('Membership', membershipSchema);
