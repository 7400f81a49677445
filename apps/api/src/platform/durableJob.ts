import { isObjectIdOrHexString, type QueryFilter, type UpdateQuery } from 'mongoose';
import { backoffMs, leaseMs } from './backoff.js';
import { type Clock, days, later } from './clock.js';
import type { Ended, GivenUpRow, JobSpec } from './durableJob.types.js';
import type { JobRow, JobRows } from './jobRows.js';
import { Lease } from './lease.js';
import type { Logger } from './logger.js';
import type { Metrics } from './metrics.js';

export interface DurableJobDeps {
  clock: Clock;
  logger: Logger;
  metrics: Pick<Metrics, 'jobsGivenUp'>;
  /** 0 to 1. */
  random?: () => number;
}

const usualRowsARun = 50;
const listedAtMost = 100;
const keptGivenUpMs = days(30);

/** Thrown by a try that shows that every other one would fail too: they are left for the next run. */
export class RunOver extends Error {}

/**
 * Work over the rows of one collection: claimed by one atomic write, held by a lease, tried again with growing waits, given
 * up at its limit. Safe in any number of processes: one that lost its lease writes nothing (decision 0023).
 */
export class DurableJob<Row extends JobRow, Result = void> {
  readonly name: string;
  readonly #spec: JobSpec<Row, Result>;
  readonly #rows: JobRows<Row>;
  readonly #deps: DurableJobDeps;
  readonly #workers = new Set<Promise<void>>();
  #stopping = false;

  constructor(spec: JobSpec<Row, Result>, deps: DurableJobDeps) {
    this.name = spec.name;
    this.#spec = spec;
    this.#rows = spec.rows;
    this.#deps = deps;
  }

  async runDue(): Promise<void> {
    for (let count = 0; count < (this.#spec.atOnce ?? 1); count += 1) this.wake();
    await this.drain();
  }

  /** Starts a worker where fewer than `atOnce` are busy. */
  wake(): void {
    if (this.#stopping || this.#workers.size >= (this.#spec.atOnce ?? 1)) return;
    const worker = this.#takeDue()
      .catch((error: unknown) => this.#deps.logger.error({ err: error, job: this.name }, 'due work was not found'))
      .finally(() => this.#workers.delete(worker));
    this.#workers.add(worker);
  }

  /** Runs one row now, due or not. @returns null where none is free. @throws what the work throws; it is retried all the same. */
  async runNow(which: QueryFilter<Row>): Promise<Result | null> {
    const row = await this.#claim(which);
    return row ? this.#run(row) : null;
  }

  async drain(): Promise<void> {
    while (this.#workers.size > 0) await Promise.all(this.#workers);
  }

  /** Claims no more rows, and waits for those under way. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.drain();
  }

  async listGivenUp(): Promise<GivenUpRow[]> {
    const rows = await this.#rows.model
      .find({ gaveUpAt: { $exists: true } } as QueryFilter<Row>)
      .sort({ gaveUpAt: -1 })
      .limit(listedAtMost)
      .lean<Row[]>();
    return rows.map((row) => this.#show(row));
  }

  /** Reopens a row that was given up, as if it were new. @returns null where there is no such row. */
  async runAgain(id: string): Promise<GivenUpRow | null> {
    const { model, due, lease, tries, onReopen } = this.#rows;
    if (model.schema.path('_id').instance === 'ObjectId' && !isObjectIdOrHexString(id)) return null;
    const which = { _id: id, gaveUpAt: { $exists: true } } as QueryFilter<Row>;
    const row = await model.findOne(which).lean<Row>();
    if (!row) return null;
    const now = this.#deps.clock.now();
    const { $set, $unset } = onReopen?.(row, now) ?? {};
    const { matchedCount } = await model.updateOne(which, {
      $set: { ...$set, [due]: now, [tries]: 0 },
      $unset: { ...$unset, gaveUpAt: 1, ...(lease === due ? {} : { [lease]: 1 }) },
    } as UpdateQuery<Row>);
    return matchedCount > 0 ? this.#show(row) : null;
  }

  /** Drops rows that were given up 30 days ago. */
  async forgetGivenUp(): Promise<void> {
    const before = later(this.#deps.clock.now(), -keptGivenUpMs);
    await this.#rows.model.deleteMany({ gaveUpAt: { $lt: before } } as QueryFilter<Row>);
  }

  async #takeDue(): Promise<void> {
    for (let count = 0; count < (this.#spec.rowsARun ?? usualRowsARun) && !this.#stopping; count += 1) {
      const row = await this.#claimDue();
      if (!row) return;
      try {
        await this.#run(row);
      } catch (error) {
        if (error instanceof RunOver) return;
      } finally {
        this.#spec.afterEach?.(row);
      }
    }
  }

  async #claimDue(): Promise<Row | null> {
    const isDue = { [this.#rows.due]: { $lte: this.#deps.clock.now() } } as QueryFilter<Row>;
    if (!this.#rows.order) return this.#claim(isDue);
    for (const id of await this.#heads(isDue)) {
      const row = await this.#claim({ $and: [{ _id: id }, isDue] } as QueryFilter<Row>);
      if (row) return row;
    }
    return null;
  }

  /** The first open row of each key, where it is due and free. Later rows of the key wait for it. */
  async #heads(isDue: QueryFilter<Row>): Promise<unknown[]> {
    const { model, open, order, due, lease } = this.#rows;
    if (!order) return [];
    const heads = await model.aggregate<{ id: unknown }>([
      { $match: open },
      { $sort: { [order.by]: 1 } },
      {
        $group: {
          _id: order.key.map((field) => `$${field}`),
          id: { $first: '$_id' },
          [due]: { $first: `$${due}` },
          [lease]: { $first: `$${lease}` },
        },
      },
      { $match: { $and: [isDue, this.#isFree()] } },
      { $sort: { [due]: 1 } },
      { $limit: usualRowsARun },
    ]);
    return heads.map(({ id }) => id);
  }

  #isFree(): QueryFilter<Row> {
    const { due, lease } = this.#rows;
    if (lease === due) return {};
    const now = this.#deps.clock.now();
    return { $or: [{ [lease]: null }, { [lease]: { $lte: now } }] } as QueryFilter<Row>;
  }

  #claim(which: QueryFilter<Row>): Promise<Row | null> {
    const { model, open, due, lease, tries, select } = this.#rows;
    const query = model.findOneAndUpdate(
      { $and: [open, which, this.#isFree()] } as QueryFilter<Row>,
      { $set: { [lease]: later(this.#deps.clock.now(), leaseMs) }, $inc: { [tries]: 1 } } as UpdateQuery<Row>,
      { sort: { [due]: 1 }, returnDocument: 'after' },
    );
    return (select ? query.select(select) : query).lean<Row>();
  }

  /** @throws what the work throws, once the row is put off. */
  async #run(row: Row): Promise<Result | null> {
    const lease = new Lease(this.#rows, row._id, row[this.#rows.lease] as Date, this.#deps.clock);
    try {
      const giveUpAt = this.#spec.giveUpAt(row);
      if (giveUpAt && giveUpAt <= this.#deps.clock.now()) {
        await this.#giveUp(row, lease);
        return null;
      }
      const ended = await this.#spec.work(row, lease);
      await this.#settle(row, lease, ended);
      return ended.result;
    } catch (error) {
      this.#deps.logger.warn(
        { err: error, job: this.name, id: String(row._id), tries: this.#triesOf(row) },
        'a try failed; there will be another',
      );
      await this.#putOff(row, lease).catch(() => undefined);
      throw error;
    } finally {
      lease.end();
    }
  }

  async #settle(row: Row, lease: Lease<Row>, ended: Ended<Row, Result>): Promise<void> {
    if (ended.kind === 'over') return this.#giveUp(row, lease);
    if (ended.kind === 'again') return this.#putOff(row, lease, ended.at, ended.set);
    if (ended.update) {
      await lease.write(this.#released(ended.update));
      return;
    }
    if (await lease.drop(ended.still)) return;
    // It was requested again since it was claimed.
    await this.#putOff(row, lease, this.#deps.clock.now());
  }

  async #putOff(row: Row, lease: Lease<Row>, at?: Date, set: Partial<Row> = {}): Promise<void> {
    const { clock, random = Math.random } = this.#deps;
    const now = clock.now();
    const next = at ?? later(now, backoffMs(this.#spec.backoff, this.#triesOf(row), random()));
    const giveUpAt = this.#spec.giveUpAt(row);
    // The last try is at the limit, and not a wait behind it.
    const dueAt = giveUpAt && giveUpAt > now && giveUpAt < next ? giveUpAt : next;
    await lease.write(this.#released({ $set: { ...set, [this.#rows.due]: dueAt } } as UpdateQuery<Row>));
  }

  async #giveUp(row: Row, lease: Lease<Row>): Promise<void> {
    const { clock, logger, metrics } = this.#deps;
    if ((await this.#spec.notifyGivenUp?.(row)) === 'needless') {
      await lease.drop();
      return;
    }
    const { $set, $unset } = this.#rows.onGiveUp?.(row) ?? {};
    const update = { $set: { ...$set, gaveUpAt: clock.now() }, $unset: { ...$unset } } as UpdateQuery<Row>;
    if (!(await lease.write(this.#released(update)))) return;
    const { accountIds, what, problem } = this.#spec.describe(row);
    metrics.jobsGivenUp.inc({ job: this.name });
    logger.error({ job: this.name, id: String(row._id), accountIds, what, problem }, 'a job was given up at its limit');
  }

  #released(update: UpdateQuery<Row>): UpdateQuery<Row> {
    const { due, lease } = this.#rows;
    return lease === due ? update : { ...update, $unset: { ...update.$unset, [lease]: 1 } };
  }

  #triesOf = (row: Row): number => (row[this.#rows.tries] as number | undefined) ?? 0;

  #show(row: Row): GivenUpRow {
    const gaveUpAt = row.gaveUpAt ?? this.#deps.clock.now();
    return { job: this.name, id: String(row._id), tries: this.#triesOf(row), gaveUpAt, ...this.#spec.describe(row) };
  }
}
