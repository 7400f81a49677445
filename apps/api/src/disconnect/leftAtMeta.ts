import type { PendingAtMetaDto } from '@switchboard/contracts';
import type { Model, QueryFilter } from 'mongoose';
import { backoffs } from '../platform/backoff.js';
import { days, later } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import type { JobSpec } from '../platform/durableJob.types.js';
import type { OnGaveUp } from './gaveUp.js';
import type { LeftAtMeta } from './leftAtMeta.types.js';

/** Meta itself stops retrying after a week; by then somebody has to look. */
const giveUpMs = days(7);

/** What a row is set to when it is asked for, at first or anew. */
export const asked = (now: Date, dueAt: Date) => ({
  ...{ tries: 0, nextTryAt: dueAt, giveUpAt: later(now, giveUpMs), problem: null },
});

/** Rows that are still tried. */
export const stillTried = { gaveUpAt: { $exists: false } };

export interface LeftAtMetaDeps<Row extends LeftAtMeta, Result> {
  name: string;
  model: Model<Row>;
  select?: string;
  whatOf: (row: Row) => PendingAtMetaDto['what'];
  work: JobSpec<Row, Result>['work'];
  /** Whether somebody still needs what is being given up. */
  isNeeded?: (row: Row) => Promise<boolean>;
  onGaveUp: OnGaveUp;
  events: DomainEvents;
}

/** The job that does what is left at Meta: tried for a week while Meta is away, and then told to people, once. */
export function leftAtMetaJob<Row extends LeftAtMeta, Result>(deps: LeftAtMetaDeps<Row, Result>): JobSpec<Row, Result> {
  const { name, model, select, whatOf, work, isNeeded, onGaveUp, events } = deps;
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
      onReopen: (_row, now) => ({ $set: asked(now, now) }),
    },
    backoff: backoffs.outage,
    giveUpAt: (row) => row.giveUpAt,
    async tellGivenUp(row) {
      if (isNeeded && !(await isNeeded(row))) return 'needless';
      await onGaveUp(whatOf(row), row);
      return undefined;
    },
    afterEach: ({ accountId }) => events.emit('numbers.changed', { accountId }),
    describe: (row) => ({
      accountIds: [row.accountId],
      what: `${whatOf(row)} of the WhatsApp account ${row.wabaId}`,
      since: row.createdAt,
      problem: row.problem?.code ?? null,
    }),
  };
}

/** As the account sees it. Pure. */
export const toPendingDto = (row: LeftAtMeta, what: PendingAtMetaDto['what']): PendingAtMetaDto => ({
  wabaId: row.wabaId,
  wabaName: row.wabaName ?? null,
  what,
  since: row.createdAt.toISOString(),
  nextTryAt: row.nextTryAt.toISOString(),
  tries: row.tries,
  problem: row.problem,
});
