import type { Role } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { AppError, isDuplicateKey } from '../platform/errors.js';
import type { MembershipRecord } from './membership.model.js';
import type { UserRecord } from './user.model.js';

export interface NewMember {
  userId: string;
  accountId: string;
  role: Role;
  email: string;
  name: string;
  passwordHash: string;
}
/** @throws AppError `email_taken`; nothing is left then. */
export type AddMember = (member: NewMember) => Promise<void>;

/** The person is written last: a crash before that, or a taken address, leaves nothing that anybody sees. */
export function createAddMember(users: Model<UserRecord>, memberships: Model<MembershipRecord>): AddMember {
  return async ({ userId, accountId, role, ...person }) => {
    try {
      await memberships.create({ accountId, userId, role });
      await users.create({ userId, ...person });
    } catch (error) {
      await Promise.allSettled([users.deleteOne({ userId }), memberships.deleteOne({ accountId, userId })]);
      throw isDuplicateKey(error) ? new AppError('email_taken', { cause: error }) : error;
    }
  };
}
