import { setTimeout as delay } from 'node:timers/promises';
import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda, type Job, type JobRepository } from 'agenda';
import { Cron } from 'croner';
import type { Db } from 'mongodb';
import type { Connection } from 'mongoose';
import { doubledMs } from './backoff.js';
import { minutes, seconds } from './clock.js';
import { isDuplicateKey } from './errors.js';
import type { Logger } from './logger.js';

export interface Scheduler {
  /**
   * Work that one process does for all, one run at a time. Before `start`. Processes and versions share the name.
   *
   * @param interval cron with or without seconds, in UTC, or milliseconds.
   */
  every(name: string, interval: string | number, run: () => Promise<unknown>): void;
  /** Work that each process does, one run at a time here; safe in several at once. @param pattern cron with seconds, in UTC. */
  everywhere(name: string, pattern: string, run: () => Promise<unknown>): void;
  /** Starts, however long the database is away. Settles when it runs, or was stopped before. */
  start(): Promise<void>;
  isRunning(): boolean;
  /** Begins no more runs, and waits for those under way here. */
  stop(): Promise<void>;
}

export interface SchedulerOptions {
  pollMs?: number;
  /** Without a heartbeat for this long, another process takes a job over. */
  takeOverMs?: number;
  retryMs?: number;
}

const collectionName = 'jobs';
/** The first writes of processes that start together may collide. */
const maxTries = 5;
const longestRetryMs = minutes(1);

/**
 * Mends two things in Agenda. It connects in its constructor, where a failure is unhandled and ends the process: here
 * `connect` does nothing, and `open` connects. And it stops while it is still locking a job, which then waits until the lock
 * is old: here a job that was locked after `close` is unlocked.
 */
class OpenedBackend extends MongoBackend {
  /** Locks and starts under way: Agenda reports neither before its row is written. */
  readonly #underway = new Set<Promise<unknown>>();
  #isClosed = false;

  async open(): Promise<void> {
    await super.connect();
    this.#watchOver(this.repository);
  }

  override async connect(): Promise<void> {}

  /** Locks no more jobs. Settles when locks under way are released, and starts under way are written. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#underway);
  }

  #watchOver(repository: JobRepository): void {
    const take = repository.getNextJobToRun.bind(repository);
    const takeUnlessClosed: typeof take = async (...asked) => {
      const job = this.#isClosed ? undefined : await take(...asked);
      if (!job || !this.#isClosed) return job;
      await repository.unlockJob(job);
      return undefined;
    };
    const save = repository.saveJobState.bind(repository);
    repository.getNextJobToRun = (...asked) => this.#noted(takeUnlessClosed(...asked));
    repository.saveJobState = (...asked) => this.#noted(save(...asked));
  }

  #noted<T>(work: Promise<T>): Promise<T> {
    const underway = work.finally(() => this.#underway.delete(underway));
    this.#underway.add(underway);
    return underway;
  }
}

/** Runs periodic work: on Agenda what one process does for all (a job is locked by an atomic update), on croner the rest. */
export function createScheduler(
  connection: Connection,
  logger: Logger,
  { pollMs = seconds(1), takeOverMs = minutes(1), retryMs = seconds(1) }: SchedulerOptions = {},
): Scheduler {
  const { db } = connection;
  if (!db) throw new Error('The scheduler needs an open database');
  const rows = db.collection(collectionName);
  // Mongoose has another patch version of the driver: the types differ, the API does not.
  const backend = new OpenedBackend({ mongo: db as unknown as Db, collection: collectionName });
  const agenda = new Agenda({
    backend,
    processEvery: pollMs,
    defaultLockLifetime: takeOverMs,
    defaultConcurrency: 1,
    defaultLockLimit: 1,
  });
  const planned = new Map<string, string | number>();
  const crons: Cron[] = [];
  const runningHere = new Set<Promise<void>>();
  const running = new Set<Job>();
  const stopped = new AbortController();
  let stopping = false;
  let isRunning = false;
  let starting: Promise<void> | null = null;

  agenda.on('error', (error) => logger.warn({ err: error }, 'the scheduler could not reach its rows'));
  agenda.on('start', (job: Job) => running.add(job));
  agenda.on('complete', (job: Job) => running.delete(job));

  async function keepAlive(job: Job, run: () => Promise<unknown>): Promise<void> {
    const heartbeat = setInterval(() => {
      job
        .touch()
        .catch((error: unknown) => logger.warn({ err: error, job: job.attrs.name }, 'a job could not be kept'));
    }, takeOverMs / 3);
    heartbeat.unref();
    try {
      await run();
    } finally {
      clearInterval(heartbeat);
    }
  }

  /** Writes the row of a job where there is none. An existing row may carry a lock, and stays. */
  async function plan(name: string, interval: string | number, tries = maxTries): Promise<void> {
    try {
      await agenda
        .create(name)
        .repeatEvery(interval, { timezone: 'UTC', skipImmediate: true })
        .unique({ repeatInterval: interval }, { insertOnly: true })
        .save();
    } catch (error) {
      if (!isDuplicateKey(error) || tries <= 1) throw error;
      await plan(name, interval, tries - 1);
    }
    await rows.deleteMany({ name, repeatInterval: { $ne: interval } });
  }

  return {
    every(name, interval, run) {
      planned.set(name, interval);
      agenda.define(name, async (job) => {
        if (stopping) {
          job.attrs.nextRunAt = new Date();
          return;
        }
        try {
          await keepAlive(job, run);
        } catch (error) {
          logger.error({ err: error, job: name }, 'job failed');
        }
      });
    },

    everywhere(name, pattern, run) {
      const once = () =>
        run().then(
          () => undefined,
          (error: unknown) => logger.error({ err: error, job: name }, 'job failed'),
        );
      const options = { protect: true, timezone: 'UTC', unref: true, paused: true };
      crons.push(
        new Cron(pattern, options, async () => {
          const work = once();
          runningHere.add(work);
          await work;
          runningHere.delete(work);
        }),
      );
    },

    start() {
      if (!starting) for (const cron of crons) cron.resume();
      starting ??= keepBeginning();
      return starting;
    },

    isRunning: () => isRunning,

    async stop() {
      stopping = true;
      stopped.abort();
      for (const cron of crons) cron.stop();
      await starting;
      isRunning = false;
      await backend.close();
      // Releases what is locked and not begun; runs under way go on.
      await agenda.stop(false);
      await backend.close();
      while (running.size > 0) await new Promise((resolve) => agenda.once('complete', resolve));
      await Promise.all(runningHere);
    },
  };

  async function keepBeginning(): Promise<void> {
    for (let tries = 1; !stopping; tries += 1) {
      try {
        await begin();
        isRunning = !stopping;
        if (tries > 1) logger.info({ tries }, 'the scheduler has started');
        return;
      } catch (error) {
        const waitMs = doubledMs({ firstMs: retryMs, longestMs: longestRetryMs }, tries);
        logger.error({ err: error, tries, waitMs }, 'the scheduler could not start; it is tried again');
        await delay(waitMs, undefined, { signal: stopped.signal, ref: false }).catch(() => undefined);
      }
    }
  }

  async function begin(): Promise<void> {
    await backend.open();
    await rows.createIndex(
      { name: 1, repeatInterval: 1 },
      {
        name: 'one_row_a_job',
        unique: true,
        partialFilterExpression: { repeatInterval: { $exists: true } },
      },
    );
    await Promise.all([...planned].map(([name, interval]) => plan(name, interval)));
    if (!stopping) await agenda.start();
  }
}
