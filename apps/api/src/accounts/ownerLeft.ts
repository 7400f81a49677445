import type { Model } from 'mongoose';
import { AppError } from '../platform/errors.js';
import type { MembershipRecord } from './membership.model.js';

/** Of two owners who demote each other, whoever finds none left undoes it. @throws AppError `last_owner` */
export async function requireOwnerLeft(
  memberships: Model<MembershipRecord>,
  accountId: string,
  undo: () => Promise<unknown>,
): Promise<void> {
  if ((await memberships.countDocuments({ accountId, role: 'owner' })) > 0) return;
  await undo();
  throw new AppError('last_owner');
}
