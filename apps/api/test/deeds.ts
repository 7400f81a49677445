import { type Connection, type Model, Schema } from 'mongoose';
import type { Clock } from '../src/platform/clock.js';
import { days, later } from '../src/platform/clock.js';
import { DurableJob } from '../src/platform/durableJob.js';
import type { JobSpec } from '../src/platform/durableJob.types.js';
import type { JobRow } from '../src/platform/jobRows.js';
import { createLogger } from '../src/platform/logger.js';
import { createMetrics } from '../src/platform/metrics.js';

/** Something that a test's job does. */
export interface Deed extends JobRow {
  _id: string;
  key: string;
  seq: number;
  dueAt: Date;
  createdAt: Date;
  leaseUntil?: Date | undefined;
  tries: number;
  doneBy?: string;
}

export function deedModel(connection: Connection): Model<Deed> {
  if (connection.models.Deed) return connection.model<Deed>('Deed');
  const schema = new Schema<Deed>(
    {
      ...{ _id: String, key: String, seq: Number, dueAt: Date, createdAt: Date, leaseUntil: Date, tries: Number },
      ...{ gaveUpAt: Date, doneBy: String },
    },
    { collection: 'deeds', versionKey: false },
  );
  return connection.model<Deed>('Deed', schema);
}

/** A job over deeds, given up after a week. */
export function deedJob(
  connection: Connection,
  clock: Clock,
  over: Pick<JobSpec<Deed, string>, 'work'> & Partial<JobSpec<Deed, string>>,
) {
  const metrics = createMetrics();
  const lines: string[] = [];
  const logger = createLogger({ level: 'warn', destination: { write: (line: string) => void lines.push(line) } });
  const job = new DurableJob<Deed, string>(
    {
      name: 'deed',
      rows: {
        model: deedModel(connection),
        open: { doneBy: { $exists: false }, gaveUpAt: { $exists: false } },
        ...{ due: 'dueAt', lease: 'leaseUntil', tries: 'tries' },
        order: { key: ['key'], by: 'seq' },
        onReopen: (_row, now) => ({ $set: { createdAt: now } }),
      },
      backoff: { firstMs: 60_000, longestMs: 3_600_000 },
      giveUpAt: ({ createdAt }) => later(createdAt, days(7)),
      describe: ({ key, createdAt }) => ({ accountIds: [], what: key, since: createdAt, problem: null }),
      ...over,
    },
    { clock, logger, metrics },
  );
  return { job, metrics, logs: () => lines.join('') };
}
