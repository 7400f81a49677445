import type { AccountService } from '../accounts/account.service.js';
import { may } from '../accounts/policy.js';
import { AppError } from '../platform/errors.js';
import type { HandoverRecord } from './handover.model.js';

/** Whoever uses a link: nobody has to be signed in. */
export interface Visitor {
  address: string;
  accountIds: readonly string[];
  /** The secret in its cookie, which ties it to the attempt it has begun. */
  browser: string | null;
}

export type HandoverAccounts = Pick<AccountService, 'findRole' | 'getPermissions'>;

/** @throws AppError where the browser is signed in to another account, or the link's maker may not make one any more. */
export async function requireUsable(
  accounts: HandoverAccounts,
  { accountId, userId }: Pick<HandoverRecord, 'accountId' | 'userId'>,
  { accountIds }: Visitor,
): Promise<void> {
  if (accountIds.some((id) => id !== accountId)) throw new AppError('handover_other_account');
  const role = await accounts.findRole(accountId, userId);
  const mayMake = role !== null && may({ role }, 'handover.create', await accounts.getPermissions(accountId));
  if (!mayMake) throw new AppError('handover_invalid');
}
