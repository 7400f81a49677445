import type { Model, QueryFilter, UpdateQuery } from 'mongoose';

export interface JobRow {
  _id?: unknown;
  /** When it was given up. The operator can reopen it. */
  gaveUpAt?: Date | undefined;
}

/** The rows of a job in its collection, by the field names that they have there. */
export interface JobRows<Row extends JobRow> {
  model: Model<Row>;
  open: QueryFilter<Row>;
  /** A date: not tried before it. */
  due: keyof Row & string;
  /** A date until which a process holds the row. May be the field of `due`. */
  lease: keyof Row & string;
  tries: keyof Row & string;
  select?: string;
  /** Rows with equal `key` run one after the other, by `by`; one that waits holds up the rest. */
  order?: { key: readonly (keyof Row & string)[]; by: keyof Row & string };
  /** Further writes when a row is given up, and when it is reopened. */
  onGiveUp?: (row: Row) => UpdateQuery<Row>;
  onReopen?: (row: Row, now: Date) => UpdateQuery<Row>;
}
