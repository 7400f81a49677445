import type { AccountService } from '../accounts/account.service.js';
import type { NumberService } from '../numbers/number.service.js';

export interface AccountWabaDeps {
  accounts: Pick<AccountService, 'setWaba'>;
  numbers: Pick<NumberService, 'active'>;
}

/** Sets the account's own WABA to that of its first number, also where two people change that at once. */
export async function updateAccountWaba({ accounts, numbers }: AccountWabaDeps, accountId: string): Promise<void> {
  for (let written: string | null | undefined; ; ) {
    const first = (await numbers.active(accountId))[0]?.wabaId ?? null;
    if (first === written) return;
    await accounts.setWaba(accountId, first);
    written = first;
  }
}
