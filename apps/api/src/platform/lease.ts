import type { QueryFilter, UpdateQuery } from 'mongoose';
import { extendEveryMs, leaseMs, longestWorkMs } from './backoff.js';
import { type Clock, later } from './clock.js';
import type { JobRow, JobRows } from './jobRows.js';

const extensionsWithoutProgress = Math.floor(longestWorkMs / extendEveryMs);

/** One process's hold on one row. Every write names the time that the last extension wrote, and fails for a lost lease. */
export class Lease<Row extends JobRow> {
  readonly #rows: JobRows<Row>;
  readonly #id: unknown;
  readonly #clock: Clock;
  readonly #timer: NodeJS.Timeout;
  #until: Date;
  #extensionsLeft = extensionsWithoutProgress;
  #isLost = false;
  /** Writes go one after the other, as each may move the fence. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param until what the claim has written. */
  constructor(rows: JobRows<Row>, id: unknown, until: Date, clock: Clock) {
    this.#rows = rows;
    this.#id = id;
    this.#until = until;
    this.#clock = clock;
    this.#timer = setInterval(() => this.#keepAlive(), extendEveryMs).unref();
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** @param where more that the row has to match. @returns whether it was written; false when the lease is lost. */
  write(update: UpdateQuery<Row>, where: QueryFilter<Row> = {}): Promise<boolean> {
    return this.#fenced(async (mine) => {
      const filter = { $and: [where, mine] } as QueryFilter<Row>;
      return (await this.#rows.model.updateOne(filter, update)).matchedCount > 0;
    });
  }

  /** Reports progress, and holds the row for a whole lease from now. @returns whether it is still held. */
  extend(): Promise<boolean> {
    this.#extensionsLeft = extensionsWithoutProgress;
    return this.#extend();
  }

  /** Drops the row where it matches `still`. @returns whether it was dropped. */
  async drop(still: QueryFilter<Row> = {}): Promise<boolean> {
    let dropped = false;
    await this.#fenced(async (mine) => {
      const { deletedCount } = await this.#rows.model.deleteOne({ $and: [still, mine] } as QueryFilter<Row>);
      dropped = deletedCount > 0;
      // Not dropped, it changed or is not ours: the next write finds out which.
      return true;
    });
    return dropped;
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #keepAlive(): void {
    if (this.#isLost || this.#extensionsLeft <= 0) {
      this.end();
      return;
    }
    this.#extensionsLeft -= 1;
    // The next extension may succeed; else the lease runs out.
    this.#extend().catch(() => undefined);
  }

  #extend(): Promise<boolean> {
    return this.#fenced(async (mine) => {
      const until = later(this.#clock.now(), leaseMs);
      const $set = { [this.#rows.lease]: until } as UpdateQuery<Row>;
      const { matchedCount } = await this.#rows.model.updateOne(mine, { $set } as UpdateQuery<Row>);
      if (matchedCount > 0) this.#until = until;
      return matchedCount > 0;
    });
  }

  #fenced(write: (mine: QueryFilter<Row>) => Promise<boolean>): Promise<boolean> {
    const next = this.#last.then(async () => {
      if (this.#isLost) return false;
      const isOurs = await write({ _id: this.#id, [this.#rows.lease]: this.#until } as QueryFilter<Row>);
      this.#isLost = !isOurs;
      return isOurs;
    });
    this.#last = next.catch(() => undefined);
    return next;
  }
}
