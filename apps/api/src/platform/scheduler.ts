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
   * One piece of work for all processes together: at each due time one of them does it. What is still running is not
   * begun a second time anywhere. To be called before `start`.
   *
   * @param name stays the same over versions: it is how the processes know the job.
   * @param interval cron with or without seconds, in UTC, or milliseconds.
   */
  every(name: string, interval: string | number, run: () => Promise<unknown>): void;
  /**
   * Work that each process does by itself, from `start` on. It must be safe in several at the same time: it claims what it
   * does in the database, or only removes what has expired. A run that is still going is never begun a second time here.
   *
   * @param pattern cron with seconds, in UTC.
   */
  everywhere(name: string, pattern: string, run: () => Promise<unknown>): void;
  /** Begins, however long the database is away. Settles when it runs, or was stopped before. */
  start(): Promise<void>;
  /** Whether due work is done from here. */
  isRunning(): boolean;
  /** Begins nothing new, and waits for what runs here. */
  stop(): Promise<void>;
}

export interface SchedulerOptions {
  /** How often the database is asked for due work, in milliseconds. */
  pollMs?: number;
  /** After how long without a sign of life another process takes a job over, in milliseconds. */
  takeOverMs?: number;
  /** Milliseconds before starting is tried again for the first time. */
  retryMs?: number;
}

const collectionName = 'jobs';
/** While several processes start together, their first writes may meet. */
const mostTries = 5;
const longestRetryMs = minutes(1);

/**
 * Agenda connects when it is made and lets a failure go unheard, which would end the process and leave Agenda waiting for
 * ever. So it is told that it is connected, and nothing is asked of it before `open` has come through.
 *
 * And it stops without waiting for a job that it is taking at that moment, which would be locked afterwards, and nobody
 * would do it before the lock is old. So what comes after `close` is given back.
 */
class OpenedBackend extends MongoBackend {
  /** Jobs that are being taken or begun: Agenda tells of neither before the row is written. */
  readonly #underway = new Set<Promise<unknown>>();
  #isClosed = false;

  async open(): Promise<void> {
    await super.connect();
    this.#watchOver(this.repository);
  }

  override async connect(): Promise<void> {}

  /** Takes nothing more. Settles when what was being taken is given back, and what was being begun has begun. */
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

/**
 * Everything that is done at its times. What one process among many does is on Agenda, with its rows in our own database:
 * it needs no change streams, sessions or transactions, as a job is taken by an atomic update of its row.
 */
export function createScheduler(
  connection: Connection,
  logger: Logger,
  { pollMs = seconds(1), takeOverMs = minutes(1), retryMs = seconds(1) }: SchedulerOptions = {},
): Scheduler {
  const { db } = connection;
  if (!db) throw new Error('The scheduler needs an open database');
  const rows = db.collection(collectionName);
  // Mongoose brings its own patch version of the driver: the same API with types that know each other not.
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

  /** Says that it is alive for as long as it takes, so that nobody takes the job over meanwhile. */
  async function keepAlive(job: Job, run: () => Promise<unknown>): Promise<void> {
    const beat = setInterval(() => {
      job
        .touch()
        .catch((error: unknown) => logger.warn({ err: error, job: job.attrs.name }, 'a job could not be kept'));
    }, takeOverMs / 3);
    beat.unref();
    try {
      await run();
    } finally {
      clearInterval(beat);
    }
  }

  /** Writes the row where there is none. The row of a running job is left alone: it carries the lock. */
  async function plan(name: string, interval: string | number, tries = mostTries): Promise<void> {
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
          // Due still: another process does it at once.
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
      // What each process does by itself does not wait for the rows of what one does for all.
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
      // Gives back what waits here for its time, then lets what runs end.
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

  /** Can be done again where it has failed. */
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
