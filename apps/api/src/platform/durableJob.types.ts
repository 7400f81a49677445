import type { QueryFilter, UpdateQuery } from 'mongoose';
import type { Backoff } from './backoff.js';
import type { JobRow, JobRows } from './jobRows.js';
import type { Lease } from './lease.js';

/**
 * How a piece of work ended, with what its caller is told.
 * `done`: the row is updated, or dropped where it is `still` what is named, and due at once where it is not.
 * `again`: tried later, by the backoff unless it says when. `over`: given up before its time.
 */
export type Ended<Row extends JobRow, Result> = { result: Result } & (
  | { kind: 'done'; update?: UpdateQuery<Row>; still?: QueryFilter<Row> }
  | { kind: 'again'; at?: Date; set?: Partial<Row> }
  | { kind: 'over' }
);

export interface JobSpec<Row extends JobRow, Result> {
  /** For logs, figures and the operator. */
  name: string;
  rows: JobRows<Row>;
  backoff: Backoff;
  /** When trying ends; null: never. */
  giveUpAt(row: Row): Date | null;
  /** One try. Safe to run again: a process may die behind any of its steps. What it throws is logged, and tried again. */
  work(row: Row, lease: Lease<Row>): Promise<Ended<Row, Result>>;
  /**
   * Tells people that a row is given up. Before that is written, so it may be told twice: it needs a key.
   *
   * @returns `needless` where nobody needs it any more: the row is dropped, and nobody is told.
   */
  tellGivenUp?(row: Row): Promise<'needless' | undefined>;
  /** After each row that was due, whatever became of it. */
  afterEach?(row: Row): void;
  /** For the operator: whose it is, and what it is in a few words without customers' data. */
  describe(row: Row): { accountIds: string[]; what: string; since: Date; problem: string | null };
  /** At most so many rows in one run. */
  rowsARun?: number;
  /** So many rows at the same time in this process. */
  atOnce?: number;
}

/** Something that was given up, as the operator sees it. */
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
