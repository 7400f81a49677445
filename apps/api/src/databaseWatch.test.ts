import type { Connection } from 'mongoose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownDatabase } from '../test/harness.js';
import { type MongoProxy, startMongoProxy } from '../test/mongoProxy.js';
import { createDatabaseWatch, type DatabaseWatch } from './platform/databaseWatch.js';
import { createLogger } from './platform/logger.js';
import { openMongo } from './platform/mongo.js';

const logger = createLogger({ level: 'silent' });
let direct: string;
let proxy: MongoProxy;
let connection: Connection;
let lostCount: number;
beforeEach(async () => {
  lostCount = 0;
  direct = ownDatabase();
  proxy = await startMongoProxy(direct);
  connection = await openMongo(proxy.uri, logger);
});
afterEach(async () => {
  await connection.close();
  await proxy.stop();
});

/** Nothing else of this process runs for so many milliseconds. */
const holdUp = (ms: number) => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** @param uri where others look for the database. */
const watching = (uri: string): DatabaseWatch =>
  createDatabaseWatch({
    connection,
    uri,
    logger,
    onLost: () => {
      lostCount += 1;
    },
  });

describe('a process whose database', () => {
  it('answers is well', async () => {
    expect(await watching(direct).look()).toBe('well');
  });

  it('is away for everybody goes on looking, and is well when it comes back', async () => {
    const watch = watching(proxy.uri);
    proxy.cut();
    for (let times = 0; times < 4; times += 1) expect(await watch.look()).toBe('away');
    proxy.restore();
    await expect.poll(() => watch.look(), { timeout: 15_000 }).toBe('well');
    expect(lostCount).toBe(0);
  });

  it('answers everybody else says so once, after it has had the time to find it again', async () => {
    const watch = watching(direct);
    expect(await watch.look()).toBe('well');
    proxy.cut();
    expect(await watch.look()).toBe('missed');
    expect(lostCount).toBe(0);
    expect(await watch.look()).toBe('lost');
    expect(await watch.look()).toBe('lost');
    expect(lostCount).toBe(1);
  });

  it('answers everybody else is not given up by a process that is itself held up', async () => {
    const watch = watching(direct);
    proxy.cut();
    for (let times = 0; times < 3; times += 1) {
      const looking = watch.look();
      holdUp(2_000);
      expect(await looking).toBe('missed');
    }
    expect(lostCount).toBe(0);
  });

  it('was missed once and is found again starts to count anew', async () => {
    const watch = watching(direct);
    proxy.cut();
    expect(await watch.look()).toBe('missed');
    proxy.restore();
    await expect.poll(() => connection.db?.command({ ping: 1 }).catch(() => null), { timeout: 15_000 }).toBeTruthy();
    expect(await watch.look()).toBe('well');
    proxy.cut();
    expect(await watch.look()).toBe('missed');
    expect(lostCount).toBe(0);
  });
});
