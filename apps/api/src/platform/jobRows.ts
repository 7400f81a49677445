import type { Model, QueryFilter, UpdateQuery } from 'mongoose';

/** What every row of a job has, under the names of its collection. */
export interface JobRow {
  _id?: unknown;
  /** When it was given up; such a row waits for somebody to have it run again. */
  gaveUpAt?: Date | undefined;
}

/** How the rows of a collection look: the fields keep the names they have there. */
export interface JobRows<Row extends JobRow> {
  model: Model<Row>;
  /** What is still to be done, whenever that is. */
  open: QueryFilter<Row>;
  /** Not tried before: a date. */
  due: keyof Row & string;
  /** Until when a process is at it: a date, absent while none is. May be the field that says when it is due. */
  lease: keyof Row & string;
  /** How often it was begun: a number. */
  tries: keyof Row & string;
  /** Fields that the model does not select by itself. */
  select?: string;
  /** Rows with the same values of `key` are done one after the other, the smallest `by` first; one that waits holds up the rest. */
  order?: { key: readonly (keyof Row & string)[]; by: keyof Row & string };
  /** What is written besides when a row is given up, and when it is to run again. */
  onGiveUp?: (row: Row) => UpdateQuery<Row>;
  onReopen?: (row: Row, now: Date) => UpdateQuery<Row>;
}
