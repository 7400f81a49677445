import type { SignupRequest } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { toNetworkPrefix } from '../platform/clientAddress.js';
import { AppError } from '../platform/errors.js';
import { newId } from '../platform/ids.js';
import type { RateLimits } from '../platform/rateLimits.js';
import type { AccountRecord } from './account.model.js';
import type { AccountMails } from './accountMails.js';
import type { AddMember } from './newMember.js';
import { hashPassword } from './password.js';
import type { SignedIn, SignInService } from './signIn.service.js';
import { requireStrongPassword } from './strongPassword.js';
import type { UserRecord } from './user.model.js';
import type { Whereabouts } from './whereabouts.js';

export interface SignUpDeps {
  accounts: Model<AccountRecord>;
  users: Model<UserRecord>;
  addMember: AddMember;
  mails: Pick<AccountMails, 'confirmEmail'>;
  signIns: Pick<SignInService, 'signInFirst'>;
  rateLimits: RateLimits;
}

/** Makes a business and its owner. @throws AppError `email_taken`, `weak_password`, `too_many_requests` */
export type SignUp = (input: SignupRequest, where: Whereabouts) => Promise<SignedIn>;

export function createSignUp({ accounts, users, addMember, mails, signIns, rateLimits }: SignUpDeps): SignUp {
  const perAddress = rateLimits('signup-address', { points: 30, durationSeconds: 60 * 60 });
  return async ({ email, name, password, accountName }, where) => {
    await perAddress.take(toNetworkPrefix(where.address));
    await requireStrongPassword(password, [name, email, accountName]);
    if (await users.exists({ email })) throw new AppError('email_taken');
    const passwordHash = await hashPassword(password);
    const [accountId, userId] = [newId('acc'), newId('usr')];
    try {
      await accounts.create({ accountId, name: accountName });
      await addMember({ userId, accountId, role: 'owner', email, name, passwordHash });
    } catch (error) {
      await Promise.allSettled([accounts.deleteOne({ accountId })]);
      throw error;
    }
    await mails.confirmEmail(userId, email);
    return signIns.signInFirst({ userId, accountId }, where);
  };
}
