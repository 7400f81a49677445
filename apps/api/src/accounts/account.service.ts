import type { AccountPermissions, Role } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import { literalPattern } from '../platform/literalPattern.js';
import type { AccountRecord } from './account.model.js';
import type { MembershipRecord } from './membership.model.js';
import type { UserRecord } from './user.model.js';

export interface AccountServiceDeps {
  accounts: Model<AccountRecord>;
  users: Model<UserRecord>;
  memberships: Model<MembershipRecord>;
}

export interface Person {
  userId: string;
  name: string;
  email: string;
  role: Role;
}

const foundAtMost = 20;

/** Stands in place of a person's id for what the operator did. */
export const operatorUserId = 'operator';

const permissionsIn = (account: Pick<AccountRecord, 'permissions'> | null): AccountPermissions => ({
  supportMayRevoke: account?.permissions?.supportMayRevoke ?? false,
  supportMayHandOver: account?.permissions?.supportMayHandOver ?? true,
});

/** What other capabilities ask about accounts and people. */
export function createAccountService({ accounts, users, memberships }: AccountServiceDeps) {
  return {
    async getUserName(userId: string): Promise<string> {
      if (userId === operatorUserId) return 'The operator';
      const user = await users.findOne({ userId }, { name: 1 }).lean();
      return user?.name ?? 'A former member';
    },

    async getUserNames(userIds: readonly string[]): Promise<Map<string, string>> {
      const found = await users.find({ userId: { $in: [...userIds] } }, { userId: 1, name: 1 }).lean();
      return new Map(found.map(({ userId, name }) => [userId, name]));
    },

    async listPeople(accountId: string): Promise<{ accountName: string; people: Person[] }> {
      const [account, members] = await Promise.all([
        accounts.findOne({ accountId }, { name: 1 }).lean(),
        memberships.find({ accountId }).lean(),
      ]);
      const found = await users.find({ userId: { $in: members.map((member) => member.userId) } }).lean();
      const people = found.flatMap(({ userId, name, email }) => {
        const role = members.find((member) => member.userId === userId)?.role;
        return role ? [{ userId, name, email, role }] : [];
      });
      return { accountName: account?.name ?? '', people };
    },

    async getPermissions(accountId: string): Promise<AccountPermissions> {
      const account = await accounts.findOne({ accountId }, { permissions: 1 }).lean();
      return permissionsIn(account);
    },

    /** @returns all of them as they are afterwards. */
    async setPermissions(accountId: string, change: Partial<AccountPermissions>): Promise<AccountPermissions> {
      const account = await accounts
        .findOneAndUpdate(
          { accountId },
          { $set: Object.fromEntries(Object.entries(change).map(([name, may]) => [`permissions.${name}`, may])) },
          { returnDocument: 'after' },
        )
        .lean();
      return permissionsIn(account);
    },

    async getName(accountId: string): Promise<string> {
      const account = await accounts.findOne({ accountId }, { name: 1 }).lean();
      return account?.name ?? 'A former account';
    },

    async getNames(accountIds: readonly string[]): Promise<Map<string, string>> {
      const found = await accounts.find({ accountId: { $in: [...accountIds] } }, { accountId: 1, name: 1 }).lean();
      const names = new Map(found.map(({ accountId, name }) => [accountId, name]));
      return new Map(accountIds.map((accountId) => [accountId, names.get(accountId) ?? 'A former account']));
    },

    async exists(accountId: string): Promise<boolean> {
      return (await accounts.exists({ accountId })) !== null;
    },

    /** Over all tenants. @param text a part of a name, or a whole owner's e-mail address or account id */
    async search(text: string): Promise<{ accountId: string; name: string; owners: string[] }[]> {
      const owner = await users.findOne({ email: text.toLowerCase() }, { userId: 1 }).lean();
      const owned = owner ? await memberships.find({ userId: owner.userId, role: 'owner' }).lean() : [];
      const ids = [text, ...owned.map((membership) => membership.accountId)];
      const name = { $regex: literalPattern(text), $options: 'i' };
      const found = await accounts
        .find({ $or: [{ accountId: { $in: ids } }, { name }] }, { accountId: 1, name: 1 })
        .sort({ name: 1, accountId: 1 })
        .limit(foundAtMost)
        .lean();
      const accountIds = found.map(({ accountId }) => accountId);
      const owners = await memberships.find({ accountId: { $in: accountIds }, role: 'owner' }).lean();
      const people = await users
        .find({ userId: { $in: owners.map(({ userId }) => userId) } }, { userId: 1, email: 1 })
        .lean();
      return found.map((account) => {
        const theirs = new Set(owners.flatMap((one) => (one.accountId === account.accountId ? one.userId : [])));
        return {
          accountId: account.accountId,
          name: account.name,
          owners: people.flatMap(({ userId, email }) => (theirs.has(userId) ? email : [])).sort(),
        };
      });
    },

    /** Null when they are no member. */
    async findRole(accountId: string, userId: string): Promise<Role | null> {
      const membership = await memberships.findOne({ accountId, userId }, { role: 1 }).lean();
      return membership?.role ?? null;
    },

    /** Null when the account is connected to none. */
    async setWaba(accountId: string, wabaId: string | null): Promise<void> {
      await accounts.updateOne({ accountId }, wabaId ? { $set: { wabaId } } : { $unset: { wabaId: 1 } });
    },
  };
}
export type AccountService = ReturnType<typeof createAccountService>;
