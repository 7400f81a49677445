import type { AuditAction, AuditEntry, AuditQuery, AuditReply } from '@switchboard/contracts';
import type { Model, QueryFilter } from 'mongoose';
import { type Clock, days, later } from '../platform/clock.js';
import { AppError, isDuplicateKey } from '../platform/errors.js';
import { idFrom, newId } from '../platform/ids.js';
import { type Logger, ownLog } from '../platform/logger.js';
import type { AuditRecord } from './audit.model.js';
import type { MembershipRecord } from './membership.model.js';
import type { UserRecord } from './user.model.js';

export interface AuditDeps {
  audit: Model<AuditRecord>;
  users: Model<UserRecord>;
  memberships: Model<MembershipRecord>;
  clock: Clock;
  logger: Logger;
}

export interface ToAudit {
  accountId: string;
  action: AuditAction;
  /** One sentence, without secrets and without customers' data. */
  text: string;
  /** Absent where no person of the account did it. */
  userId?: string | undefined;
  phoneNumberId?: string | undefined;
  address?: string | undefined;
  /** Where it may be recorded twice: it is one entry then. */
  key?: string | undefined;
}

const pageSize = 50;

const toCursor = ({ at, auditId }: AuditRecord) => `${at.getTime()}.${auditId}`;
function readCursor(cursor: string): { at: Date; id: string } {
  const match = /^(\d{1,15})\.(aud_[A-Za-z0-9_-]{1,64})$/.exec(cursor);
  if (!match?.[1] || !match[2]) throw new AppError('invalid_request', { message: 'The cursor is not one of ours.' });
  return { at: new Date(Number(match[1])), id: match[2] };
}

function toFilter(accountId: string, { action, userId, from, to, before }: AuditQuery): QueryFilter<AuditRecord> {
  const conditions: QueryFilter<AuditRecord>[] = [{ accountId }];
  if (action) conditions.push({ action });
  if (userId) conditions.push({ 'actor.userId': userId });
  // In UTC, with the last day.
  if (from) conditions.push({ at: { $gte: new Date(from) } });
  if (to) conditions.push({ at: { $lt: later(new Date(to), days(1)) } });
  if (before) {
    const { at, id } = readCursor(before);
    conditions.push({ $or: [{ at: { $lt: at } }, { at, auditId: { $lt: id } }] });
  }
  return { $and: conditions };
}

const toEntry = (record: AuditRecord): AuditEntry => ({
  id: record.auditId,
  at: record.at.toISOString(),
  action: record.action,
  actor: record.actor ? { userId: record.actor.userId, name: record.actor.name } : null,
  text: record.text,
  phoneNumberId: record.phoneNumberId ?? null,
  address: record.address ?? null,
});

export function createAuditService({ audit, users, memberships, clock, logger }: AuditDeps) {
  // Log lines that are shipped elsewhere are an audit that this process cannot change.
  const lines = ownLog(logger, 'audit');
  async function* entriesOf(filter: QueryFilter<AuditRecord>): AsyncGenerator<AuditEntry> {
    // A larger batch would be read in one go while other requests wait.
    const rows = audit.find(filter).sort({ at: -1, auditId: -1 }).lean<AuditRecord[]>().cursor({ batchSize: 100 });
    for await (const row of rows) yield toEntry(row as AuditRecord);
  }

  async function record({ accountId, action, text, userId, phoneNumberId, address, key }: ToAudit): Promise<void> {
    const person = userId === undefined ? null : await users.findOne({ userId }, { name: 1 }).lean();
    const row: AuditRecord = {
      auditId: key === undefined ? newId('aud') : idFrom('aud', accountId, action, key),
      accountId,
      at: clock.now(),
      action,
      text,
      ...(userId === undefined ? {} : { actor: { userId, name: person?.name ?? 'A former member' } }),
      ...(phoneNumberId === undefined ? {} : { phoneNumberId }),
      ...(address === undefined ? {} : { address }),
    };
    try {
      await audit.create(row);
    } catch (error) {
      if (key === undefined || !isDuplicateKey(error)) throw error;
      return;
    }
    lines.info(row, action);
  }

  return {
    /** Durable before what the entry is about is acknowledged to anybody. */
    record,

    /** Records it in every account where the person works. */
    async recordEverywhere(entry: Omit<ToAudit, 'accountId' | 'key'> & { userId: string }): Promise<void> {
      for (const { accountId } of await memberships.find({ userId: entry.userId }).lean()) {
        await record({ ...entry, accountId });
      }
    },

    /** Newest first. @throws AppError `invalid_request` for a foreign cursor */
    async list(accountId: string, query: AuditQuery): Promise<Omit<AuditReply, 'success'>> {
      const rows = await audit
        .find(toFilter(accountId, query))
        .sort({ at: -1, auditId: -1 })
        .limit(pageSize + 1)
        .lean<AuditRecord[]>();
      const page = rows.slice(0, pageSize);
      const last = rows.length > pageSize ? page.at(-1) : undefined;
      return { entries: page.map(toEntry), next: last ? toCursor(last) : null };
    },

    /** All entries, newest first. @throws AppError `invalid_request` at once, for a foreign cursor */
    each(accountId: string, query: AuditQuery): AsyncGenerator<AuditEntry> {
      return entriesOf(toFilter(accountId, query));
    },

    /** Removes numbers from entries: that something was done, when and by whom, stays. @returns how many entries. */
    async erase(accountId: string, phoneNumberIds: readonly string[]): Promise<number> {
      const { modifiedCount } = await audit.updateMany(
        { accountId, phoneNumberId: { $in: [...phoneNumberIds] } },
        { $set: { text: 'Something about a number whose data was deleted since.' }, $unset: { phoneNumberId: 1 } },
      );
      return modifiedCount;
    },
  };
}
export type AuditService = ReturnType<typeof createAuditService>;
