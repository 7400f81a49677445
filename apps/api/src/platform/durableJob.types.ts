import type { QueryFilter, UpdateQuery } from 'mongoose';
import type { Backoff } from './backoff.js';
import type { JobRow, JobRows } from './jobRows.js';
import type { Lease } from './lease.js';

/**
 * How a try ended, with its result for a caller of `runNow`.
 * `done`: the row is updated, or dropped where it matches `still`, and due at once where it does not.
 * `again`: tried later, after the backoff or at `at`. `over`: given up before its limit.
 */
export type Ended<Row extends JobRow, Result> = { result: Result } & (
  | { kind: 'done'; update?: UpdateQuery<Row>; still?: QueryFilter<Row> }
  | { kind: 'again'; at?: Date; set?: Partial<Row> }
  | { kind: 'over' }
);

export interface JobSpec<Row extends JobRow, Result> {
  name: string;
  rows: JobRows<Row>;
  backoff: Backoff;
  giveUpAt(row: Row): Date | null;
  /** One try. Safe to run again: a process may die after any step. An error is logged, and the row is tried again. */
  work(row: Row, lease: Lease<Row>): Promise<Ended<Row, Result>>;
  /** Notifies people before that is written, perhaps twice. @returns `needless` for obsolete work, whose row is dropped. */
  notifyGivenUp?(row: Row): Promise<'needless' | undefined>;
  afterEach?(row: Row): void;
  describe(row: Row): { accountIds: string[]; what: string; since: Date; problem: string | null };
  rowsARun?: number;
  atOnce?: number;
}

export interface GivenUpRow {
  job: string;
  id: string;
  accountIds: string[];
  what: string;
  tries: number;
  since: Date;
  gaveUpAt: Date;
  problem: string | null;
}
