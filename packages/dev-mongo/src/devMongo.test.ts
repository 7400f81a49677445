import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MongoClient } from 'mongodb';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { type DevMongo, DevMongoUnavailableError, startDevMongo } from './index.js';

const durable = { writeConcern: { w: 'majority', j: true } } as const;
const running: DevMongo[] = [];

async function start(options?: Parameters<typeof startDevMongo>[0]): Promise<DevMongo> {
  const mongo = await startDevMongo(options);
  running.push(mongo);
  return mongo;
}

async function connect(mongo: DevMongo) {
  const client = await MongoClient.connect(mongo.withDatabase('shop'));
  onTestFinished(() => client.close());
  return client.db();
}

async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'swb-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((mongo) => mongo.stop()));
});

describe('a started MongoDB', () => {
  it('stores a journalled majority write and gives it back from the named database', async () => {
    const shop = await connect(await start());
    await shop.collection('orders', durable).insertOne({ number: 7 });
    expect(shop.databaseName).toBe('shop');
    expect(await shop.collection('orders').findOne({ number: 7 })).toMatchObject({ number: 7 });
  });

  it('is reached from another process', async () => {
    const mongo = await start();
    const script = `
      import { MongoClient } from 'mongodb';
      const client = await MongoClient.connect(process.argv[1]);
      await client.db().collection('greetings').insertOne({ text: 'from outside' });
      await client.close();`;
    const packageDir = dirname(dirname(fileURLToPath(import.meta.url)));
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script, mongo.withDatabase('shop')], {
      cwd: packageDir,
    });
    const shop = await connect(mongo);
    expect(await shop.collection('greetings').findOne()).toMatchObject({ text: 'from outside' });
  });

  it('keeps unique and partial indexes', async () => {
    const shop = await connect(await start());
    const numbers = shop.collection('numbers');
    await numbers.createIndex({ phone: 1 }, { unique: true, partialFilterExpression: { isActive: true } });

    await numbers.insertOne({ phone: '+1', isActive: true });
    await expect(numbers.insertOne({ phone: '+1', isActive: true })).rejects.toMatchObject({ code: 11000 });
    await numbers.insertOne({ phone: '+1', isActive: false });
    expect(await numbers.countDocuments()).toBe(2);
  });

  it('stands beside another one', async () => {
    const [first, second] = await Promise.all([start(), start()]);
    await (await connect(first)).collection('things').insertOne({});
    expect(await (await connect(second)).collection('things').countDocuments()).toBe(0);
  });
});

describe('stopping', () => {
  it('leaves no process and no temporary data, and may be asked twice', async () => {
    const mongo = await start();
    expect(isAlive(mongo.pid)).toBe(true);
    await mongo.stop();
    expect(isAlive(mongo.pid)).toBe(false);
    expect(await exists(dirname(mongo.dataDir))).toBe(false);
    await mongo.stop();
  });

  it('keeps the data of a folder that was named', async () => {
    const dataDir = await dataFolder();
    const first = await start({ dataDir });
    await (await connect(first)).collection('orders', durable).insertOne({ number: 7 });
    await first.stop();

    const second = await start({ dataDir });
    expect(await (await connect(second)).collection('orders').countDocuments()).toBe(1);
  });
});

describe('a crash', () => {
  it('loses no acknowledged write', async () => {
    const dataDir = await dataFolder();
    // Several crashes, because a write that is acknowledged too early is lost only now and then.
    for (let crash = 0; crash < 4; crash += 1) {
      const mongo = await start({ dataDir });
      const orders = (await connect(mongo)).collection('orders', durable);
      expect(await orders.countDocuments()).toBe(crash * 20);
      for (let number = 0; number < 20; number += 1) await orders.insertOne({ crash, number });
      await mongo.kill();
      expect(isAlive(mongo.pid)).toBe(false);
    }
    const mongo = await start({ dataDir });
    expect(await (await connect(mongo)).collection('orders').countDocuments()).toBe(4 * 20);
  }, 60_000);

  it('of the program that started it ends the engine too, and frees the data', async () => {
    const dataDir = await dataFolder();
    const index = new URL('./index.ts', import.meta.url).href;
    const script = `
      import { startDevMongo } from ${JSON.stringify(index)};
      const mongo = await startDevMongo({ dataDir: ${JSON.stringify(dataDir)} });
      process.send({ pid: mongo.pid, uri: mongo.uri });`;
    const program = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
      cwd: dirname(fileURLToPath(import.meta.url)),
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const [engine] = (await once(program, 'message')) as [{ pid: number; uri: string }];
    const socketFolder = dirname(decodeURIComponent(engine.uri.split('/')[2] ?? ''));
    expect(isAlive(engine.pid)).toBe(true);
    expect(await exists(socketFolder)).toBe(true);

    program.kill('SIGKILL');
    await expect.poll(() => isAlive(engine.pid), { timeout: 10_000 }).toBe(false);
    expect(await exists(socketFolder)).toBe(false);
    await start({ dataDir });
  });
});

describe('when it cannot start', () => {
  it('says that another one already uses the folder, and leaves that one alone', async () => {
    const dataDir = await dataFolder();
    const first = await start({ dataDir });
    await expect(startDevMongo({ dataDir })).rejects.toThrow(`Another MongoDB is already using ${dataDir}.`);
    await (await connect(first)).collection('orders').insertOne({ number: 1 });
  });

  it('says what to do where there is neither an embedded build nor a mongod to download', async () => {
    const mirror = createServer((_request, response) => response.writeHead(404).end());
    await once(mirror.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void mirror.close());
    const binaries = await dataFolder();
    const settings = {
      MONGOMS_DOWNLOAD_MIRROR: `http://127.0.0.1:${(mirror.address() as AddressInfo).port}`,
      MONGOMS_DOWNLOAD_DIR: binaries,
      MONGOMS_PREFER_GLOBAL_PATH: 'false',
    };
    Object.assign(process.env, settings);
    onTestFinished(() => {
      for (const name of Object.keys(settings)) delete process.env[name];
    });

    const failure = await startDevMongo({ engine: 'memory-server' }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DevMongoUnavailableError);
    expect(String(failure)).toMatch(/cannot run on this machine: .*set MONGODB_URI/);
    expect(await readdir(binaries)).not.toContain('mongod');
  });
});
