import type { AuditAction, AuditEntry, AuditQuery, AuditReply } from '@switchboard/contracts';
import type { Model, QueryFilter } from 'mongoose';
import { type Clock, days, later } from '../platform/clock.js';
import { AppError, isDuplicateKey } from '../platform/errors.js';
import { idFrom, newId } from '../platform/ids.js';
import { type Logger, ownLog } from '../platform/logger.js';
import type { AuditRecord } from './audit.model.js';
import type { UserRecord } from './user.model.js';

export interface AuditDeps {
  audit: Model<AuditRecord>;
  users: Model<UserRecord>;
  clock: Clock;
  logger: Logger;
}

/** What is to be written down. */
export interface ToAudit {
  accountId: string;
  action: AuditAction;
  /** One sentence, without secrets and without customers' data. */
  text: string;
  /** Who did it; left out where no person of the account did. */
  userId?: string | undefined;
  phoneNumberId?: string | undefined;
  address?: string | undefined;
  /** Made from what happened, where it may be noticed more than once: it is written down once. */
  key?: string | undefined;
}

const pageSize = 50;

/** A place in the log: the time, then the id. */
const cursorOf = ({ at, auditId }: AuditRecord) => `${at.getTime()}.${auditId}`;
function readCursor(cursor: string): { at: Date; id: string } {
  const match = /^(\d{1,15})\.(aud_[A-Za-z0-9_-]{1,64})$/.exec(cursor);
  if (!match?.[1] || !match[2]) throw new AppError('invalid_request', { message: 'The cursor is not one of ours.' });
  return { at: new Date(Number(match[1])), id: match[2] };
}

function filterOf(accountId: string, { action, userId, from, to, before }: AuditQuery): QueryFilter<AuditRecord> {
  const conditions: QueryFilter<AuditRecord>[] = [{ accountId }];
  if (action) conditions.push({ action });
  if (userId) conditions.push({ 'actor.userId': userId });
  // Days are in UTC; the last one is included.
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

/** Who did what that matters for safety. */
export function createAuditService({ audit, users, clock, logger }: AuditDeps) {
  // Whoever carries the lines away has the audit where we cannot change it.
  const lines = ownLog(logger, 'audit');
  async function* entriesOf(filter: QueryFilter<AuditRecord>): AsyncGenerator<AuditEntry> {
    // Small pieces: a large one would be read in one go, and everybody else would wait meanwhile.
    const rows = audit.find(filter).sort({ at: -1, auditId: -1 }).lean<AuditRecord[]>().cursor({ batchSize: 100 });
    for await (const row of rows) yield toEntry(row as AuditRecord);
  }

  return {
    /** Writes one thing down, durably, before it is acknowledged to anybody. */
    async record({ accountId, action, text, userId, phoneNumberId, address, key }: ToAudit): Promise<void> {
      const person = userId === undefined ? null : await users.findOne({ userId }, { name: 1 }).lean();
      const record: AuditRecord = {
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
        await audit.create(record);
      } catch (error) {
        if (key === undefined || !isDuplicateKey(error)) throw error;
        return;
      }
      lines.info(record, action);
    },

    /** A page of what a filter finds, newest first. @throws AppError `invalid_request` for a cursor that is not ours. */
    async list(accountId: string, query: AuditQuery): Promise<Omit<AuditReply, 'success'>> {
      const rows = await audit
        .find(filterOf(accountId, query))
        .sort({ at: -1, auditId: -1 })
        .limit(pageSize + 1)
        .lean<AuditRecord[]>();
      const page = rows.slice(0, pageSize);
      const last = rows.length > pageSize ? page.at(-1) : undefined;
      return { entries: page.map(toEntry), next: last ? cursorOf(last) : null };
    },

    /**
     * Everything that a filter finds, newest first, one by one.
     *
     * @throws AppError `invalid_request` at once, for a cursor that is not ours.
     */
    each(accountId: string, query: AuditQuery): AsyncGenerator<AuditEntry> {
      return entriesOf(filterOf(accountId, query));
    },

    /**
     * Takes numbers out of what is written about them: that something was done, when and by whom, stays.
     *
     * @returns how many entries there were.
     */
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
