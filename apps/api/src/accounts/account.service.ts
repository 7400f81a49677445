import type { Model } from 'mongoose';
import type { AccountRecord } from './account.model.js';
import type { UserRecord } from './user.model.js';

export interface AccountServiceDeps {
  accounts: Model<AccountRecord>;
  users: Model<UserRecord>;
}

/** What the neighbours may ask about accounts and people. */
export function createAccountService({ accounts, users }: AccountServiceDeps) {
  return {
    async nameOfUser(userId: string): Promise<string> {
      const user = await users.findOne({ userId }, { name: 1 }).lean();
      return user?.name ?? 'A former member';
    },

    /** Keeps the WhatsApp Business Account that the account is connected to; null when it is connected to none. */
    async setWaba(accountId: string, wabaId: string | null): Promise<void> {
      await accounts.updateOne({ accountId }, wabaId ? { $set: { wabaId } } : { $unset: { wabaId: 1 } });
    },
  };
}
export type AccountService = ReturnType<typeof createAccountService>;
