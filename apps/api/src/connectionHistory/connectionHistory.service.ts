import type { ConnectionHistoryEntry, ConnectionHistoryReply } from '@switchboard/contracts';
import type { Model } from 'mongoose';
import type { AccountService } from '../accounts/account.service.js';
import type { AttemptArchive } from '../connect/attemptArchive.js';
import type { Clock } from '../platform/clock.js';
import { AppError } from '../platform/errors.js';
import type { ConnectionHistoryRecord } from './connectionHistory.model.js';
import { toAttemptEntry, toHistoryEntry } from './historyEntry.js';

export interface ConnectionHistoryServiceDeps {
  entries: Model<ConnectionHistoryRecord>;
  attempts: Pick<AttemptArchive, 'list'>;
  accounts: Pick<AccountService, 'getUserName'>;
  clock: Clock;
}

const pageSize = 50;

interface Cursor {
  at: Date;
  id: string;
}
const writeCursor = ({ at, id }: ConnectionHistoryEntry) => `${Date.parse(at)}.${id}`;
function readCursor(cursor: string): Cursor {
  const match = /^(\d{1,15})\.([A-Za-z0-9_-]{1,80})$/.exec(cursor);
  if (!match?.[1] || !match[2]) throw new AppError('invalid_request', { message: 'The cursor is not one of ours.' });
  return { at: new Date(Number(match[1])), id: match[2] };
}

/** As the database sorts ids: by code points. */
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const newestFirst = (a: ConnectionHistoryEntry, b: ConnectionHistoryEntry) =>
  a.at === b.at ? compare(b.id, a.id) : compare(b.at, a.at);

/** The history of an account's connections: its attempts, and the entries that others wrote. */
export function createConnectionHistoryService({ entries, attempts, accounts, clock }: ConnectionHistoryServiceDeps) {
  function findEntries(accountId: string, before: Cursor | null): Promise<ConnectionHistoryRecord[]> {
    const isOlder = before && {
      $or: [{ at: { $lt: before.at } }, { at: before.at, storyId: { $lt: before.id } }],
    };
    return entries
      .find({ accountId, ...isOlder })
      .sort({ at: -1, storyId: -1 })
      .limit(pageSize + 1)
      .lean<ConnectionHistoryRecord[]>()
      .exec();
  }

  async function findNames(userIds: readonly string[]): Promise<Map<string, string>> {
    const named = [...new Set(userIds)].map(
      async (userId): Promise<[string, string]> => [userId, await accounts.getUserName(userId)],
    );
    return new Map(await Promise.all(named));
  }

  return {
    /** A page, newest first. @throws AppError `invalid_request` for a cursor that is not one of ours. */
    async list(accountId: string, before?: string): Promise<Omit<ConnectionHistoryReply, 'success'>> {
      const cursor = before === undefined ? null : readCursor(before);
      const [written, tried] = await Promise.all([
        findEntries(accountId, cursor),
        attempts.list(accountId, cursor, pageSize + 1),
      ]);
      const names = await findNames(tried.map((attempt) => attempt.userId));
      const now = clock.now();
      const merged = [
        ...written.map(toHistoryEntry),
        ...tried.map((attempt) => toAttemptEntry(attempt, names.get(attempt.userId) ?? '', now)),
      ].sort(newestFirst);
      const page = merged.slice(0, pageSize);
      const last = merged.length > pageSize ? page.at(-1) : undefined;
      return { entries: page, next: last ? writeCursor(last) : null };
    },
  };
}
export type ConnectionHistoryService = ReturnType<typeof createConnectionHistoryService>;
