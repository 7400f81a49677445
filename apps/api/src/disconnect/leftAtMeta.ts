import type { PendingAtMetaDto } from '@switchboard/contracts';
import type { Model, QueryFilter } from 'mongoose';
import { backoffs } from '../platform/backoff.js';
import { later } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import type { JobSpec } from '../platform/durableJob.types.js';
import type { LeftAtMeta } from './leftAtMeta.types.js';
import { leftAtMetaGiveUpMs } from './lifetimes.js';
import type { OnExhausted } from './retriesExhausted.js';

/** The fields of a row that has just been asked for, for the first time or again. */
export const untried = (now: Date, dueAt: Date) => ({
  tries: 0,
  nextTryAt: dueAt,
  giveUpAt: later(now, leftAtMetaGiveUpMs),
  problem: null,
});

export const stillTried = { gaveUpAt: { $exists: false } };

export interface LeftAtMetaWork<Row extends LeftAtMeta, Result> {
  name: string;
  model: Model<Row>;
  select?: string;
  toPendingKind: (row: Row) => PendingAtMetaDto['what'];
  work: JobSpec<Row, Result>['work'];
  /** Whether anybody still needs what is being given up. */
  isNeeded?: (row: Row) => Promise<boolean>;
}

export interface LeftAtMetaDeps {
  onExhausted: OnExhausted;
  events: DomainEvents;
}

/** The job that does such work: it tries for a week while Meta is away, and then tells people, once. */
export function leftAtMetaJob<Row extends LeftAtMeta, Result>(
  { name, model, select, toPendingKind, work, isNeeded }: LeftAtMetaWork<Row, Result>,
  { onExhausted, events }: LeftAtMetaDeps,
): JobSpec<Row, Result> {
  return {
    name,
    work,
    rows: {
      model,
      ...(select ? { select } : {}),
      open: stillTried as QueryFilter<Row>,
      due: 'nextTryAt',
      lease: 'leaseUntil',
      tries: 'tries',
      onReopen: (_row, now) => ({ $set: untried(now, now) }),
    },
    backoff: backoffs.outage,
    giveUpAt: (row) => row.giveUpAt,
    async notifyGivenUp(row) {
      if (isNeeded && !(await isNeeded(row))) return 'needless';
      await onExhausted(toPendingKind(row), row);
      return undefined;
    },
    afterEach: ({ accountId }) => events.emit('numbers.changed', { accountId }),
    describe: (row) => ({
      accountIds: [row.accountId],
      what: `${toPendingKind(row)} of the WhatsApp account ${row.wabaId}`,
      since: row.createdAt,
      problem: row.problem?.code ?? null,
    }),
  };
}

export const toPendingDto = (row: LeftAtMeta, what: PendingAtMetaDto['what']): PendingAtMetaDto => ({
  wabaId: row.wabaId,
  wabaName: row.wabaName ?? null,
  what,
  since: row.createdAt.toISOString(),
  nextTryAt: row.nextTryAt.toISOString(),
  tries: row.tries,
  problem: row.problem,
});
