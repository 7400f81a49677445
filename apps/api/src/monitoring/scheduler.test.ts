import type { Connection } from 'mongoose';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ownDatabase } from '../../test/harness.js';
import { type MongoProxy, startMongoProxy } from '../../test/mongoProxy.js';
import { createLogger } from '../platform/logger.js';
import { openMongo } from '../platform/mongo.js';
import { createScheduler, type Scheduler } from '../platform/scheduler.js';

const logger = createLogger({ level: 'silent' });
const waiting = { timeout: 15_000 };
let uri: string;
let connections: Connection[];
let schedulers: Scheduler[];
let proxies: MongoProxy[];

beforeEach(() => {
  uri = ownDatabase();
  connections = [];
  schedulers = [];
  proxies = [];
});
afterEach(async () => {
  await Promise.all(schedulers.map((scheduler) => scheduler.stop()));
  for (const proxy of proxies) proxy.restore();
  await Promise.all(connections.map((connection) => connection.close()));
  await Promise.all(proxies.map((proxy) => proxy.stop()));
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
const toSecond = (at: Date) => Math.floor(at.getTime() / 1000);

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
        done.push({ by, due: toSecond(row?.lastRunAt) });
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

  it('is left due, and locked by nobody, by a process that stops while it takes it', async () => {
    for (let stops = 0; stops < 30; stops += 1) {
      const one = await oneProcess({ pollMs: 1 });
      let runs = 0;
      one.every('work', 60_000, async () => {
        runs += 1;
      });
      await one.start();
      await rows().updateOne({ name: 'work' }, { $set: { lockedAt: null, nextRunAt: new Date(0) } });
      await one.stop();
      const row = await rows().findOne({ name: 'work' });
      const isDue = row?.nextRunAt <= new Date();
      expect({ lockedAt: row?.lockedAt ?? null, isDue }).toEqual({ lockedAt: null, isDue: runs === 0 });
    }
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

describe('while the database is away', () => {
  async function cutOff(): Promise<{ proxy: MongoProxy; scheduler: Scheduler; tries: () => number }> {
    const proxy = await startMongoProxy(uri);
    proxies.push(proxy);
    const connection = await openMongo(proxy.uri, logger);
    connections.push(connection);
    const failures: string[] = [];
    const heard = createLogger({ level: 'error', destination: { write: (line) => void failures.push(line) } });
    const scheduler = createScheduler(connection, heard, { pollMs: 100, retryMs: 50 });
    schedulers.push(scheduler);
    proxy.cut();
    return { proxy, scheduler, tries: () => failures.length };
  }

  it('starting is tried until it is back, and then the work is done', async () => {
    const { proxy, scheduler, tries } = await cutOff();
    let runs = 0;
    scheduler.every('work', 200, async () => {
      runs += 1;
    });
    const started = scheduler.start();
    await vi.waitFor(() => expect(tries()).toBeGreaterThanOrEqual(2), waiting);
    expect([scheduler.isRunning(), runs]).toEqual([false, 0]);
    proxy.restore();
    await started;
    expect(scheduler.isRunning()).toBe(true);
    await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(2), waiting);
    expect(await rows().countDocuments({ name: 'work' })).toBe(1);
  }, 40_000);

  it('stopping does not wait for it', async () => {
    const { scheduler, tries } = await cutOff();
    scheduler.every('work', 200, async () => {});
    const started = scheduler.start();
    await vi.waitFor(() => expect(tries()).toBeGreaterThanOrEqual(1), waiting);
    await scheduler.stop();
    await started;
    expect(scheduler.isRunning()).toBe(false);
  }, 40_000);
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

describe('what each process does by itself', () => {
  it('is done in every one from its start on, does not overlap, and is waited for when it stops', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const runs = [0, 0];
    let ended = false;
    for (const by of [0, 1]) {
      const scheduler = await oneProcess();
      scheduler.everywhere('heartbeat', '* * * * * *', async () => {
        runs[by] = (runs[by] ?? 0) + 1;
        if (by === 1) throw new Error('done again at its next time');
        await held;
        ended = true;
      });
    }
    expect(runs).toEqual([0, 0]);
    await Promise.all(schedulers.map((scheduler) => scheduler.start()));
    await vi.waitFor(() => expect(Math.min(...runs)).toBeGreaterThanOrEqual(1), waiting);
    const before = runs[1] ?? 0;
    await vi.waitFor(() => expect(runs[1]).toBeGreaterThanOrEqual(before + 2), waiting);
    expect(runs[0]).toBe(1);
    const stopped = schedulers[0]?.stop().then(() => expect(ended).toBe(true));
    release();
    await stopped;
    expect(await rows().countDocuments({ name: 'heartbeat' })).toBe(0);
  });

  it('does not wait for a database that is away when it starts', async () => {
    const proxy = await startMongoProxy(uri);
    proxies.push(proxy);
    const connection = await openMongo(proxy.uri, logger);
    connections.push(connection);
    const scheduler = createScheduler(connection, logger, { pollMs: 100, retryMs: 50 });
    schedulers.push(scheduler);
    proxy.cut();
    let runs = 0;
    scheduler.everywhere('heartbeat', '* * * * * *', async () => {
      runs += 1;
    });
    const started = scheduler.start();
    await vi.waitFor(() => expect(runs).toBeGreaterThanOrEqual(1), waiting);
    expect(scheduler.isRunning()).toBe(false);
    proxy.restore();
    await started;
  }, 40_000);
});
