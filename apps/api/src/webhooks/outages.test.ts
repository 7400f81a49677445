import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type DevMongo, startDevMongo } from '@switchboard/dev-mongo';
import { buildDelivery, serializeLikeMeta } from '@switchboard/meta-sandbox';
import { seedApp } from '@switchboard/meta-sandbox/seeds';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { metaFor, newWamid, post, said, signedHeaders } from '../../test/deliveries.js';
import { eventually } from '../../test/eventually.js';
import { ownDatabase, prepare, testKey } from '../../test/harness.js';
import { newPerson, readText, startBusiness } from '../../test/inbox.js';
import { type MongoProxy, startMongoProxy } from '../../test/mongoProxy.js';
import { apiFolder, programOf } from '../../test/programs.js';
import { createLogger } from '../platform/logger.js';
import { openMongo } from '../platform/mongo.js';
import { appendTimeoutMs } from './lifetimes.js';

/**
 * A database that stops answering, and one that dies. `npm run outages` tries both for long: OUTAGE_TRIALS times, each
 * HUNG_MS milliseconds long, and STOPPED_POSTS deliveries while it is stopped.
 */
const trials = Number(process.env.OUTAGE_TRIALS ?? 3);
const hungMs = Number(process.env.HUNG_MS ?? 1_500);
const stoppedPosts = Number(process.env.STOPPED_POSTS ?? 60);

const toBody = (...changes: Parameters<typeof buildDelivery>[0]) => serializeLikeMeta(buildDelivery(changes));
const percentile = (values: readonly number[], share: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;
const inMs = (values: readonly number[]) =>
  `p50 ${percentile(values, 0.5).toFixed(0)} ms, p99 ${percentile(values, 0.99).toFixed(0)} ms`;
const lines: string[] = [];
afterAll(() => {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
});

const engines = new Set<DevMongo>();
async function startEngine(dataDir?: string): Promise<DevMongo> {
  const engine = await startDevMongo(dataDir === undefined ? {} : { dataDir });
  engines.add(engine);
  return engine;
}
afterEach(async () => {
  for (const engine of engines) {
    await resume(engine);
    await engine.stop();
  }
  engines.clear();
});
const stopForAWhile = (engine: DevMongo) => process.kill(engine.pid, 'SIGSTOP');
async function resume(engine: DevMongo): Promise<void> {
  try {
    process.kill(engine.pid, 'SIGCONT');
  } catch {
    // It has ended.
  }
}

describe('a database that has stopped and keeps its connections', () => {
  it('is answered for in time: deliveries and the question for readiness; what it does late does no harm', async () => {
    const engine = await startEngine();
    const business = await startBusiness({ mongoUri: ownDatabase(engine.uri), appendTimeoutMs });
    const meta = metaFor(business.api, business.url);
    const who = newPerson();
    const say = (text: string, wamid = newWamid()) => toBody(said(text, { wamid, from: who.waId, name: who.name }));
    await meta.deliver(said('before', { from: who.waId, name: who.name }));

    stopForAWhile(engine);
    const first = say('during');
    const [answer, ready] = await Promise.all([timed(meta.postRaw(first)), timed(fetch(`${business.url}/readyz`))]);
    expect([answer.value.status, ready.value.status]).toEqual([503, 503]);
    // They come as from Meta: each by itself, and none waits for another.
    const posts = Array.from({ length: stoppedPosts }, async (_, index) => {
      await pause((index * 3_000) / stoppedPosts);
      return timed(meta.postRaw(say(`refused ${index}`)));
    });
    const answers = await Promise.all(posts);
    expect(new Set(answers.map(({ value }) => value.status))).toEqual(new Set([503]));
    const all = [answer, ...answers].map(({ ms }) => ms);
    lines.push(
      `stopped database: ${all.length} deliveries, all 503: ${inMs(all)}; readiness ${ready.ms.toFixed(0)} ms`,
    );

    await resume(engine);
    // Meta sends again what it was refused.
    await eventually(async () => expect((await meta.postRaw(first)).status).toBe(200));
    await business.api.app.drainDeliveries();
    const { messages } = await business.with(who);
    expect(messages.map(readText).filter((text) => text === 'during')).toEqual(['during']);
    expect(messages.map(readText)).toContain('before');
    await eventually(async () => expect((await fetch(`${business.url}/readyz`)).status).toBe(200));
    await business.api.stop();
  });
});

/** Fails where the old way, which waited for ten seconds and more, would still be waiting. */
async function timed<T>(work: Promise<T>): Promise<{ value: T; ms: number }> {
  const begun = performance.now();
  const tooLate = pause(8_000, undefined, { ref: false }).then(() => {
    throw new Error('no answer while the database was stopped');
  });
  return { value: await Promise.race([work, tooLate]), ms: performance.now() - begun };
}

const appSecret = 'an-app-secret-of-meta';

/** The real process, started again whenever it ends, as an operator's supervisor does it. */
class Supervised {
  #child: ChildProcess | null = null;
  #isStopping = false;
  restarts = 0;
  constructor(private readonly env: Record<string, string>) {
    this.#start();
  }
  #start() {
    const child = spawn(process.execPath, programOf('main'), {
      cwd: apiFolder,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, ...this.env },
      stdio: 'ignore',
    });
    this.#child = child;
    child.once('close', () => {
      if (this.#isStopping) return;
      this.restarts += 1;
      this.#start();
    });
  }
  async stop() {
    this.#isStopping = true;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'close');
  }
}

async function prepareAt(uri: string): Promise<void> {
  const connection = await openMongo(uri, createLogger({ level: 'silent' }));
  await prepare(connection);
  await connection.close();
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('a database that hangs, is killed and comes back, under load', () => {
  /** Longer than this, nobody would come to look. */
  const stuckAfterMs = 30_000;
  let proxy: MongoProxy;
  let api: Supervised;
  let dataDir: string;
  afterEach(async () => {
    await api.stop();
    await proxy.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  it(
    'is found again every time, and nothing that was acknowledged is lost',
    async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'swb-outage-'));
      let engine = await startEngine(dataDir);
      proxy = await startMongoProxy(ownDatabase(engine.uri));
      await prepareAt(proxy.uri);
      const port = await freePort();
      const url = `http://127.0.0.1:${port}`;
      api = new Supervised({
        NODE_ENV: 'test',
        LOG_LEVEL: 'silent',
        PORT: String(port),
        FRONTEND_URL: 'http://localhost:3000',
        API_PUBLIC_URL: 'http://localhost:4000',
        MONGODB_URI: proxy.uri,
        JWT_SECRET: randomBytes(32).toString('base64'),
        TOKEN_ENCRYPTION_KEYS: testKey('k1'),
        META_APP_ID: seedApp.id,
        META_APP_SECRET: appSecret,
        META_WEBHOOK_VERIFY_TOKEN: 'a-verify-token-of-ours',
      });
      let acknowledged = 0;
      let refused = 0;
      const send = async (): Promise<boolean> => {
        const body = toBody(said('x'));
        try {
          const isTaken = (await post(url, body, signedHeaders(body, appSecret))).status === 200;
          if (isTaken) acknowledged += 1;
          else refused += 1;
          return isTaken;
        } catch {
          // Nobody listens at this moment.
          return false;
        }
      };
      let isOver = false;
      const load = Array.from({ length: 8 }, async () => {
        while (!isOver) if (!(await send())) await pause(20);
      });
      await expect.poll(() => acknowledged, { timeout: 150_000 }).toBeGreaterThan(50);

      const recoveries: number[] = [];
      let stuck = 0;
      for (let trial = 0; trial < trials; trial += 1) {
        stopForAWhile(engine);
        await pause(hungMs);
        await engine.kill();
        engines.delete(engine);
        engine = await startEngine(dataDir);
        proxy.leadTo(engine.uri);
        const [begun, before] = [performance.now(), acknowledged];
        while (acknowledged === before && performance.now() - begun < stuckAfterMs) await pause(10);
        if (acknowledged === before) stuck += 1;
        else recoveries.push(performance.now() - begun);
        // What comes next finds it well.
        await expect.poll(() => acknowledged, { timeout: 60_000 }).toBeGreaterThan(before + 20);
      }
      isOver = true;
      await Promise.all(load);
      const kept = await deliveriesIn(proxy.uri);
      lines.push(
        `hung, killed, back: ${trials} trials of ${hungMs} ms, ${stuck} stuck, ${api.restarts} restarts, recovery ${inMs(recoveries)}; ` +
          `${acknowledged} acknowledged, ${refused} refused, ${kept} kept`,
      );
      expect(stuck).toBe(0);
      expect(kept).toBeGreaterThanOrEqual(acknowledged);
    },
    60_000 + trials * (hungMs + 120_000),
  );
});

async function deliveriesIn(uri: string): Promise<number> {
  const connection = await openMongo(uri, createLogger({ level: 'silent' }));
  try {
    return await connection.collection('deliveries').countDocuments();
  } finally {
    await connection.close();
  }
}
