import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Connection, Model } from 'mongoose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Deed, deedJob, deedModel } from '../test/deeds.js';
import { ownDatabase, TestClock } from '../test/harness.js';
import { leaseMs } from './platform/backoff.js';
import { days, minutes } from './platform/clock.js';
import type { Ended } from './platform/durableJob.types.js';
import type { Lease } from './platform/lease.js';
import { createLogger } from './platform/logger.js';
import { openMongo } from './platform/mongo.js';

const uri = ownDatabase();
let connection: Connection;
let deeds: Model<Deed>;
let clock: TestClock;
beforeAll(async () => {
  connection = await openMongo(uri, createLogger({ level: 'silent' }));
  deeds = deedModel(connection);
});
afterAll(() => connection.close());
beforeEach(async () => {
  clock = new TestClock();
  await deeds.deleteMany({});
});

const add = (id: string, key: string, seq: number, over: Partial<Deed> = {}) =>
  deeds.create({ _id: id, key, seq, dueAt: clock.now(), createdAt: clock.now(), tries: 0, ...over });
const findRow = (id: string) => deeds.findById(id).lean<Deed>();

/** A process that marks what it does with its name, in the order of `done`. */
function worker(name: string, done: string[] = []) {
  return deedJob(connection, clock, {
    work: async ({ _id }) => {
      done.push(_id);
      return { kind: 'done', update: { $set: { doneBy: name } }, result: name };
    },
  });
}
const failing = (over: Partial<Parameters<typeof deedJob>[2]> = {}) =>
  deedJob(connection, clock, {
    work: async () => {
      throw new Error('not today');
    },
    ...over,
  });

describe('a job whose process is killed between claim and end', () => {
  it('is taken by another after its lease, once, and those behind it under its key wait for it', async () => {
    await add('a1', 'a', 1);
    await add('a2', 'a', 2);
    const args = ['--conditions=source', '--import', 'tsx', 'test/deedProcess.ts', uri];
    const child = spawn(process.execPath, args, {
      cwd: new URL('..', import.meta.url),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = await once(createInterface(child.stdout), 'line');
    expect(line).toBe('begun a1');
    child.kill('SIGKILL');
    await once(child, 'exit');

    await add('b1', 'b', 1);
    const done: string[] = [];
    const [one, other] = [worker('one', done), worker('other', done)];
    await Promise.all([one.job.runDue(), other.job.runDue()]);
    expect(done).toEqual(['b1']);
    // An extension may have come after the claim: the lease ends at the latest a whole one after the death.
    clock.advance(leaseMs);
    await Promise.all([one.job.runDue(), other.job.runDue()]);
    await Promise.all([one.job.runDue(), other.job.runDue()]);
    expect(done).toEqual(['b1', 'a1', 'a2']);
    expect(await findRow('a1')).toMatchObject({ tries: 2 });
  }, 120_000);
});

describe('what is due', () => {
  it('is done in the order of its key, by any number of processes, each once', async () => {
    for (let seq = 0; seq < 20; seq += 1) await add(`${seq}`, seq % 2 ? 'odd' : 'even', seq);
    const done: string[] = [];
    const workers = ['one', 'two', 'three'].map((name) => worker(name, done));
    while (done.length < 20) await Promise.all(workers.map(({ job }) => job.runDue()));
    expect(new Set(done).size).toBe(20);
    for (const rest of [0, 1]) {
      const ofKey = done.map(Number).filter((seq) => seq % 2 === rest);
      expect(ofKey).toEqual(ofKey.toSorted((a, b) => a - b));
    }
  });

  it('and waits after a failure holds up its own key alone', async () => {
    await add('a1', 'a', 1);
    await add('a2', 'a', 2);
    await failing().job.runDue();
    await add('b1', 'b', 1);
    const done: string[] = [];
    await worker('one', done).job.runDue();
    expect(done).toEqual(['b1']);
    expect(await findRow('a2')).toMatchObject({ tries: 0 });
    clock.advance(minutes(1));
    await worker('one', done).job.runDue();
    expect(done).toEqual(['b1', 'a1', 'a2']);
  });
});

describe('who lost the lease', () => {
  /** Takes a row up and stops before its end; another process does it meanwhile. */
  async function overtaken(act: (lease: Lease<Deed>) => Promise<Ended<Deed, string>>) {
    await add('a1', 'a', 1);
    let lost = false;
    const late = deedJob(connection, clock, {
      work: async (_row, lease) => {
        clock.advance(leaseMs);
        await worker('quick').job.runDue();
        const ended = await act(lease);
        lost = lease.isLost;
        return ended;
      },
    });
    await late.job.runDue();
    return { lost, row: await findRow('a1') };
  }
  const quick = { doneBy: 'quick', tries: 2 };

  it('writes nothing when it has come to its end', async () => {
    const { row } = await overtaken(async () => ({
      ...{ kind: 'done', update: { $set: { doneBy: 'late' } }, result: '' },
    }));
    expect(row).toMatchObject(quick);
  });

  it('drops nothing, and puts nothing off', async () => {
    expect((await overtaken(async () => ({ kind: 'done', result: '' }))).row).toMatchObject(quick);
    await deeds.deleteMany({});
    const { row } = await overtaken(async () => ({ kind: 'again', set: { key: 'changed' }, result: '' }));
    expect(row).toMatchObject({ ...quick, key: 'a' });
  });

  it('gives nothing up, and hears of it when it writes or extends on the way', async () => {
    expect((await overtaken(async () => ({ kind: 'over', result: '' }))).row).not.toHaveProperty('gaveUpAt');
    await deeds.deleteMany({});
    const { lost, row } = await overtaken(async (lease) => {
      expect(await lease.extend()).toBe(false);
      expect(await lease.write({ $set: { key: 'changed' } })).toBe(false);
      throw new Error('so it stops');
    });
    expect([lost, row]).toMatchObject([false, { ...quick, key: 'a' }]);
  });

  it('is not who extends it: nobody else takes the row, however long the work lasts', async () => {
    await add('a1', 'a', 1);
    const done: string[] = [];
    const { job } = deedJob(connection, clock, {
      work: async (_row, lease) => {
        for (let step = 0; step < 4; step += 1) {
          clock.advance(leaseMs - 1_000);
          expect(await lease.extend()).toBe(true);
          await worker('quick', done).job.runDue();
        }
        return { kind: 'done', update: { $set: { doneBy: 'slow' } }, result: '' };
      },
    });
    clock.standStill();
    await job.runDue();
    expect([done, (await findRow('a1'))?.doneBy]).toEqual([[], 'slow']);
  });
});

describe('a job that fails for ever', () => {
  it('is tried with growing waits, given up at its limit, told, counted, listed, and run again', async () => {
    await add('a1', 'a', 1);
    const told: string[] = [];
    const { job, metrics, logs } = failing({ notifyGivenUp: async ({ _id }) => void told.push(_id) });
    const end = clock.now().getTime() + days(7);
    const waits: number[] = [];
    for (let row = await findRow('a1'); row && !row.gaveUpAt; row = await findRow('a1')) {
      const waitMs = Math.max(0, row.dueAt.getTime() - clock.now().getTime());
      waits.push(waitMs);
      clock.advance(waitMs);
      await job.runDue();
    }
    expect(waits.length).toBeGreaterThan(100);
    expect(told).toEqual(['a1']);
    // Its limit, and not a whole wait behind it.
    const [given, ...more] = await job.listGivenUp();
    expect(more).toEqual([]);
    expect(given).toMatchObject({ job: 'deed', id: 'a1', what: 'a' });
    expect(given?.gaveUpAt.getTime()).toBeLessThan(end + minutes(10));
    expect((await metrics.jobsGivenUp.get()).values).toMatchObject([{ labels: { job: 'deed' }, value: 1 }]);
    expect(logs()).toContain('a job was given up at its limit');

    await job.runDue();
    expect(told).toEqual(['a1']);
    expect(await job.runAgain('nobody')).toBeNull();
    expect(await job.runAgain('a1')).toMatchObject({ id: 'a1' });
    expect(await job.runAgain('a1')).toBeNull();
    expect(await findRow('a1')).toMatchObject({ tries: 0 });
    await worker('one').job.runDue();
    expect(await findRow('a1')).toMatchObject({ doneBy: 'one', tries: 1 });
  }, 60_000);

  it('is given up once by two processes, and by another where the first could not tell it', async () => {
    await add('a1', 'a', 1, { createdAt: new Date(clock.now().getTime() - days(7)) });
    let tries = 0;
    const notifyGivenUp = async () => {
      tries += 1;
      if (tries === 1) throw new Error('the alert could not be kept');
      return undefined;
    };
    const two = [failing({ notifyGivenUp }), failing({ notifyGivenUp })];
    for (let round = 0; round < 3; round += 1) {
      await Promise.all(two.map(({ job }) => job.runDue()));
      clock.advance(minutes(2));
    }
    expect(tries).toBe(2);
    expect(await two[0]?.job.listGivenUp()).toHaveLength(1);
  });

  it('is dropped untold where nobody needs it any more, and forgotten after a month', async () => {
    const past = { createdAt: new Date(clock.now().getTime() - days(7)) };
    await add('a1', 'a', 1, past);
    await failing({ notifyGivenUp: async () => 'needless' }).job.runDue();
    expect(await deeds.countDocuments()).toBe(0);
    await add('b1', 'b', 1, past);
    const { job } = failing();
    await job.runDue();
    clock.advance(days(30) - 1_000);
    await job.forgetGivenUp();
    expect(await job.listGivenUp()).toHaveLength(1);
    clock.advance(minutes(1));
    await job.forgetGivenUp();
    expect(await job.listGivenUp()).toEqual([]);
  });
});

describe('a job that is asked for now', () => {
  it('is done before it is due, and says what became of it; not while somebody else is at it', async () => {
    await add('a1', 'a', 1, { dueAt: new Date(clock.now().getTime() + minutes(5)) });
    let beside: string | null = '';
    const { job } = deedJob(connection, clock, {
      work: async () => {
        beside = await worker('quick').job.runNow({ _id: 'a1' });
        return { kind: 'again', result: 'later' };
      },
    });
    expect([await job.runNow({ _id: 'a1' }), beside]).toEqual(['later', null]);
    await expect(failing().job.runNow({ _id: 'a1' })).rejects.toThrow('not today');
    expect(await worker('one').job.runNow({ _id: 'a1' })).toBe('one');
    expect(await worker('one').job.runNow({ _id: 'a1' })).toBeNull();
  });

  it('and is asked for anew meanwhile is done once more, at once', async () => {
    await add('a1', 'a', 1);
    const seen: string[] = [];
    const { job } = deedJob(connection, clock, {
      work: async ({ key }) => {
        seen.push(key);
        await deeds.updateOne({ _id: 'a1' }, { $set: { key: 'b' } });
        return { kind: 'done', still: { key }, result: '' };
      },
    });
    await job.runDue();
    expect(seen).toEqual(['a', 'b']);
    expect(await deeds.countDocuments()).toBe(0);
  });
});

it('stopping waits for what is under way and begins nothing new', async () => {
  await add('a1', 'a', 1);
  await add('b1', 'b', 1);
  const steps: string[] = [];
  let begun = () => {};
  const isBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  let release = () => {};
  const { job } = deedJob(connection, clock, {
    work: async ({ _id }) => {
      steps.push(`begun ${_id}`);
      begun();
      await new Promise<void>((resolve) => {
        release = resolve;
      });
      steps.push(`ended ${_id}`);
      return { kind: 'done', result: '' };
    },
  });
  job.wake();
  await isBegun;
  const stopped = job.stop().then(() => steps.push('stopped'));
  release();
  await stopped;
  job.wake();
  await job.drain();
  expect(steps).toEqual([expect.stringMatching(/^begun/), expect.stringMatching(/^ended/), 'stopped']);
  expect(await deeds.countDocuments()).toBe(1);
});
