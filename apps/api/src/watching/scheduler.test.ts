import type { Connection } from 'mongoose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ownDatabase } from '../../test/harness.js';
import { createLogger } from '../platform/logger.js';
import { openMongo } from '../platform/mongo.js';
import { createScheduler, type Scheduler } from '../platform/scheduler.js';

const logger = createLogger({ level: 'silent' });
const waiting = { timeout: 15_000 };
let uri: string;
let connections: Connection[];
let schedulers: Scheduler[];

beforeEach(() => {
  uri = ownDatabase();
  connections = [];
  schedulers = [];
});
afterEach(async () => {
  await Promise.all(schedulers.map((scheduler) => scheduler.stop()));
  await Promise.all(connections.map((connection) => connection.close()));
});

/** The scheduler of one process, on the database that all of them share. */
async function oneProcess(options = {}): Promise<Scheduler> {
  const connection = await openMongo(uri, logger);
  connections.push(connection);
  const scheduler = createScheduler(connection, logger, { pollMs: 100, ...options });
  schedulers.push(scheduler);
  return scheduler;
}
const rows = () => {
  const db = connections[0]?.db;
  if (!db) throw new Error('no process has started');
  return db.collection('jobs');
};
const secondOf = (at: Date) => Math.floor(at.getTime() / 1000);

describe('a job of two processes', () => {
  it('is done once each time it is due, by either', async () => {
    const done: { by: number; due: number }[] = [];
    let atOnce = 0;
    let mostAtOnce = 0;
    for (const by of [0, 1]) {
      const scheduler = await oneProcess();
      scheduler.every('count', '* * * * * *', async () => {
        atOnce += 1;
        mostAtOnce = Math.max(mostAtOnce, atOnce);
        const row = await rows().findOne({ name: 'count' });
        done.push({ by, due: secondOf(row?.lastRunAt) });
        atOnce -= 1;
      });
    }
    await Promise.all(schedulers.map((scheduler) => scheduler.start()));
    await vi.waitFor(() => expect(done.length).toBeGreaterThanOrEqual(5), waiting);
    await Promise.all(schedulers.map((scheduler) => scheduler.stop()));
    const times = done.map(({ due }) => due);
    expect(new Set(times).size).toBe(times.length);
    expect(mostAtOnce).toBe(1);
    expect(await rows().countDocuments({ name: 'count' })).toBe(1);
  });

  it('goes on in the other when one stops, and what runs is finished first', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = await oneProcess();
    let firstRuns = 0;
    let firstEnded = false;
    first.every('work', 200, async () => {
      firstRuns += 1;
      await held;
      firstEnded = true;
    });
    await first.start();
    await vi.waitFor(() => expect(firstRuns).toBe(1), waiting);

    const second = await oneProcess();
    let secondRuns = 0;
    second.every('work', 200, async () => {
      secondRuns += 1;
    });
    await second.start();
    const stopped = first.stop().then(() => expect(firstEnded).toBe(true));
    // The row is still held: the second process looks at it and leaves it alone.
    expect(await rows().countDocuments({ name: 'work', lockedAt: { $ne: null } })).toBe(1);
    expect(secondRuns).toBe(0);
    release();
    await stopped;
    await vi.waitFor(() => expect(secondRuns).toBeGreaterThanOrEqual(2), waiting);
    expect(firstRuns).toBe(1);
  });

  it('is taken over from a process that died with it', async () => {
    const first = await oneProcess();
    first.every('work', 60_000, async () => {});
    await first.start();
    await first.stop();
    await rows().updateOne({ name: 'work' }, { $set: { lockedAt: new Date(0), nextRunAt: new Date(0) } });
    const second = await oneProcess();
    let runs = 0;
    second.every('work', 60_000, async () => {
      runs += 1;
    });
    await second.start();
    await vi.waitFor(() => expect(runs).toBe(1), waiting);
  });

  it('is not taken over while it only takes long', async () => {
    const slow = await oneProcess({ takeOverMs: 600 });
    const other = await oneProcess({ takeOverMs: 600 });
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let runs = 0;
    for (const scheduler of [slow, other]) {
      scheduler.every('work', 200, async () => {
        runs += 1;
        if (runs === 1) await held;
      });
      await scheduler.start();
    }
    const locks = new Set<number>();
    await vi.waitFor(async () => {
      const row = await rows().findOne({ name: 'work' });
      if (row?.lockedAt) locks.add(row.lockedAt.getTime());
      expect(locks.size).toBeGreaterThanOrEqual(6);
    }, waiting);
    expect(runs).toBe(1);
    release();
    await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(2), waiting);
  });
});

it('a job that fails is done again at its next time', async () => {
  const scheduler = await oneProcess();
  let runs = 0;
  scheduler.every('work', 200, async () => {
    runs += 1;
    throw new Error('not this time');
  });
  await scheduler.start();
  await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(2), waiting);
});

it('a job that another version planned at other times has the new times alone', async () => {
  const older = await oneProcess();
  older.every('work', '0 0 1 1 *', async () => {});
  await older.start();
  await older.stop();
  const newer = await oneProcess();
  let runs = 0;
  newer.every('work', 200, async () => {
    runs += 1;
  });
  await newer.start();
  await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(1), waiting);
  expect(await rows().find({ name: 'work' }).toArray()).toMatchObject([{ repeatInterval: 200 }]);
});
