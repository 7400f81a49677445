import type { Model } from 'mongoose';
import { backoffs } from '../platform/backoff.js';
import { type Clock, later } from '../platform/clock.js';
import type { DomainEvents } from '../platform/domainEvents.js';
import { DurableJob, type DurableJobDeps } from '../platform/durableJob.js';
import type { DeletionRecord } from './deletion.model.js';
import { byAccount } from './deletionHandler.js';
import type { DeletionSteps } from './deletionSteps.js';
import { deletionGiveUpMs } from './lifetimes.js';

export interface DeletionJobDeps {
  deletions: Model<DeletionRecord>;
  steps: Pick<DeletionSteps, 'run'>;
  events: DomainEvents;
  clock: Clock;
  logger: DurableJobDeps['logger'];
  metrics: DurableJobDeps['metrics'];
}
export type DeletionJob = DurableJob<DeletionRecord>;

const listAccountIds = ({ numbers = [] }: DeletionRecord): string[] => [...byAccount(numbers).keys()];

export const createDeletionJob = ({ deletions, steps, events, clock, logger, metrics }: DeletionJobDeps): DeletionJob =>
  new DurableJob<DeletionRecord>(
    {
      name: 'deletion',
      rows: {
        model: deletions,
        open: { state: { $ne: 'done' }, gaveUpAt: { $exists: false } },
        due: 'dueAt',
        lease: 'leaseUntil',
        tries: 'tries',
        onReopen: (_record, now) => ({ $set: { giveUpAt: later(now, deletionGiveUpMs) } }),
      },
      backoff: backoffs.awaited,
      giveUpAt: ({ giveUpAt, requestedAt }) => giveUpAt ?? later(requestedAt, deletionGiveUpMs),
      work: steps.run,
      afterEach: (record) => {
        for (const accountId of listAccountIds(record)) events.emit('numbers.changed', { accountId });
      },
      describe: (record) => ({
        accountIds: listAccountIds(record),
        what: 'deletion that somebody asked Meta for',
        since: record.requestedAt,
        problem: null,
      }),
    },
    { clock, logger, metrics },
  );
