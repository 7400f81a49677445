import type { AccountService } from '../accounts/account.service.js';
import type { NumberRepository } from '../numbers/number.repository.js';

export interface AccountWabaDeps {
  accounts: Pick<AccountService, 'setWaba'>;
  numbers: Pick<NumberRepository, 'active'>;
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
