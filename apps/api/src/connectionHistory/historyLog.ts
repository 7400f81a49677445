import type { Model } from 'mongoose';
import type { AccountService } from '../accounts/account.service.js';
import type { WriteHistory } from '../disconnect/writeHistory.js';
import type { Clock } from '../platform/clock.js';
import { isDuplicateKey } from '../platform/errors.js';
import { idFrom, newId } from '../platform/ids.js';
import type { ConnectionHistoryRecord } from './connectionHistory.model.js';

export interface HistoryLogDeps {
  entries: Model<ConnectionHistoryRecord>;
  accounts: Pick<AccountService, 'getUserName'>;
  clock: Clock;
}

export function createHistoryLog({ entries, accounts, clock }: HistoryLogDeps) {
  const findActorName = (by: string) => (by.startsWith('usr_') ? accounts.getUserName(by) : Promise.resolve(by));

  const write: WriteHistory = async ({ accountId, kind, at, by = 'Switchboard', title, text, key, ...rest }) => {
    try {
      await entries.create({
        storyId: key === undefined ? newId('sto') : idFrom('sto', accountId, key),
        accountId,
        kind,
        at: at ?? clock.now(),
        by: await findActorName(by),
        title,
        text,
        phoneNumberIds: [...(rest.phoneNumberIds ?? [])],
        ...(rest.durationMs === undefined ? {} : { durationMs: rest.durationMs }),
        ...(rest.fbtraceId === undefined ? {} : { fbtraceId: rest.fbtraceId }),
      });
    } catch (error) {
      if (key === undefined || !isDuplicateKey(error)) throw error;
    }
  };

  return {
    write,

    async erase(accountId: string, phoneNumberIds: readonly string[]): Promise<number> {
      const { deletedCount } = await entries.deleteMany({ accountId, phoneNumberIds: { $in: [...phoneNumberIds] } });
      return deletedCount;
    },
  };
}
export type HistoryLog = ReturnType<typeof createHistoryLog>;
