import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { socketTicketReply } from '@switchboard/contracts';
import { mongo } from 'mongoose';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { makeCertificate } from '../test/certificates.js';
import { goodPassword } from '../test/client.js';
import { ownDatabase, prepare, testKey } from '../test/harness.js';
import { startLogCollector } from '../test/logCollector.js';
import { startMongoProxy } from '../test/mongoProxy.js';
import { startOtlpCollector } from '../test/otlpCollector.js';
import { apiFolder, programOf } from '../test/programs.js';
import { awaitOutcome, socketTo } from '../test/sockets.js';
import { createLogger } from './platform/logger.js';
import { openMongo } from './platform/mongo.js';

const children = new Set<ChildProcess>();
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
});

const configuration = () => ({
  NODE_ENV: 'development',
  FRONTEND_URL: 'http://localhost:3000',
  API_PUBLIC_URL: 'http://localhost:4000',
  MONGODB_URI: ownDatabase(),
  JWT_SECRET: randomBytes(32).toString('base64'),
  TOKEN_ENCRYPTION_KEYS: testKey('k1'),
  META_APP_ID: '300100',
  META_APP_SECRET: 'an-app-secret-of-meta',
  META_WEBHOOK_VERIFY_TOKEN: 'a-verify-token-of-ours',
});
/** The same with a database that this version's step has seen to. */
async function prepared() {
  const env = configuration();
  const connection = await openMongo(env.MONGODB_URI, createLogger({ level: 'silent' }));
  await prepare(connection);
  await connection.close();
  return env;
}
const productionAddresses = {
  NODE_ENV: 'production',
  FRONTEND_URL: 'https://app.switchboard.test',
  API_PUBLIC_URL: 'https://api.switchboard.test',
};
const inProduction = () => ({ ...configuration(), ...productionAddresses });

interface Started {
  child: ChildProcess;
  output(): string;
  complaint(): string;
  /** Settles when the process has ended: its exit code, or the signal that ended it. */
  exit: Promise<number | string | null>;
}

/** The real process, with exactly this environment. */
const start = (env: Record<string, string | undefined>): Started => run('main', env);

/** The step before the first start of a version. */
const release = (env: Record<string, string | undefined>, ...args: string[]): Started => run('release', env, ...args);

function run(program: 'main' | 'release', env: Record<string, string | undefined>, ...args: string[]): Started {
  const child = spawn(process.execPath, [...programOf(program), ...args], {
    cwd: apiFolder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (part: string) => {
      text[name] += part;
    });
  }
  return {
    child,
    output: () => text.stdout,
    complaint: () => text.stderr,
    exit: once(child, 'close').then(([code, signal]) => code ?? signal),
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// Each of these starts a process, which may compile the sources first: on a busy machine that takes its time.
const patience = { timeout: 60_000 };
/** Four of them. */
const muchPatience = { timeout: 240_000 };

describe('starting with a configuration that is not valid', patience, () => {
  it.each([
    ['JWT_SECRET', undefined],
    ['JWT_SECRET', 'short-7391'],
    ['TOKEN_ENCRYPTION_KEYS', 'k1:bm90LWEta2V5LTczOTE='],
    ['META_GRAPH_URL', 'http://127.0.0.1:4010'],
    ['MONGODB_URI', 'mongodb://me:secret-7391@db.test/switchboard'],
  ])('stops at once and names %s when it is %s, without repeating it', async (name, value) => {
    const { exit, output, complaint } = start({ ...inProduction(), [name]: value });
    expect(await exit).toBe(1);
    expect(complaint()).toContain(`  ${name} `);
    if (value) expect(complaint() + output()).not.toContain(value);
  });

  it('stops with a sentence, not with a stack, when the database is not there', async () => {
    const away = { MONGODB_URI: `mongodb://127.0.0.1:${await freePort()}/x`, DATABASE_WAIT_SECONDS: '1' };
    const { exit, complaint, output } = start({ ...configuration(), ...away });
    expect(await exit).toBe(1);
    expect(complaint()).toMatch(/^Switchboard's API cannot start: .+\n$/);
    expect(output()).toContain('cannot start');
  });

  it('stops with a sentence when the port is taken', async () => {
    const taken = createServer().listen(0);
    await once(taken, 'listening');
    const env = await prepared();
    const { exit, complaint } = start({ ...env, PORT: String((taken.address() as AddressInfo).port) });
    expect(await exit).toBe(1);
    expect(complaint()).toContain('EADDRINUSE');
    await new Promise((resolve) => taken.close(resolve));
  });
});

describe('starting in production with a setting whose name is misspelled', patience, () => {
  it('stops at once and names it, with what is meant', async () => {
    const { exit, complaint } = start({ ...inProduction(), TRUSTED_PROXY: '10.7.3.91' });
    expect(await exit).toBe(1);
    expect(complaint()).toContain('  TRUSTED_PROXY is no setting: TRUSTED_PROXIES is meant');
    expect(complaint()).not.toContain('10.7.3.91');
  });
});

describe('a database that starts at the same time', patience, () => {
  it('is waited for, and the log says so', async () => {
    const { MONGODB_URI: behind, ...env } = await prepared();
    const proxy = await startMongoProxy(behind);
    onTestFinished(() => proxy.stop());
    proxy.cut();
    const { output } = start({ ...env, MONGODB_URI: proxy.uri, PORT: '0' });
    const says = (line: string) =>
      vi.waitFor(() => expect(output()).toContain(line), { timeout: patience.timeout, interval: 50 });
    await says('the database is not there yet');
    expect(output()).not.toContain('api is listening');
    proxy.restore();
    await says('api is listening');
  });
});

describe('the database and the log over TLS', patience, () => {
  /** Both behind a certificate of an authority that nobody knows. */
  async function behindTls() {
    const certificate = await makeCertificate();
    const { MONGODB_URI: behind, ...env } = { ...(await prepared()), ...productionAddresses };
    const proxy = await startMongoProxy(behind, certificate);
    const collector = await startLogCollector(certificate);
    onTestFinished(async () => {
      await proxy.stop();
      await collector.stop();
      await certificate.remove();
    });
    const both = { ...env, MONGODB_URI: proxy.uri, LOG_SHIP_URL: collector.url, PORT: '0' };
    return { env: both, certificate, collector };
  }

  it('are not spoken to while their certificate is of an authority that nobody named', async () => {
    const { env, collector } = await behindTls();
    const { exit, complaint } = start(env);
    expect(await exit).toBe(1);
    expect(complaint()).toMatch(/certificate/);
    expect(collector.lines()).toEqual([]);
  });

  it('are believed once that authority is named, and the log arrives whole', async () => {
    const { env, certificate, collector } = await behindTls();
    const { child, exit, output, complaint } = start({ ...env, NODE_EXTRA_CA_CERTS: certificate.file });
    const shippedSoFar = () => collector.lines().map(({ msg }) => msg);
    await vi.waitFor(
      () => {
        expect(shippedSoFar()).toContain('api is listening');
        expect(output()).toContain('api is listening');
      },
      { ...patience, interval: 50 },
    );
    child.kill('SIGKILL');
    expect([await exit, complaint()]).toEqual(['SIGKILL', '']);
    // What is said after that may not have come to both.
    const shipped = shippedSoFar().slice(0, shippedSoFar().indexOf('api is listening') + 1);
    expect(shipped[0]).toBe('connects to these hosts and to no others');
    for (const msg of shipped) expect(output()).toContain(JSON.stringify(msg));
  });
});

describe('the step before a new version', patience, () => {
  /** The names of all indexes of a database, by collection. */
  async function indexesIn(uri: string): Promise<string[]> {
    const client = await new mongo.MongoClient(uri).connect();
    try {
      const collections = await client.db().listCollections().toArray();
      const found = await Promise.all(
        collections.map(async ({ name }) =>
          (await client.db().collection(name).listIndexes().toArray()).map((index) => `${name}.${index.name}`),
        ),
      );
      // Every collection has that one.
      const own = found.flat().filter((index) => !index.endsWith('._id_'));
      return own.sort();
    } finally {
      await client.close();
    }
  }
  async function drop(uri: string, collection: string, index: string): Promise<void> {
    const client = await new mongo.MongoClient(uri).connect();
    await client.db().collection(collection).dropIndex(index);
    await client.close();
  }

  it('is not done by a start: that refuses, and names the command', async () => {
    const env = configuration();
    const { exit, complaint } = start(env);
    expect(await exit).toBe(1);
    expect(complaint()).toContain('"node apps/api/dist/release.js"');
    expect(await indexesIn(env.MONGODB_URI)).toEqual([]);
  });

  it('builds the indexes and can be run again; one that is missing later is named and built', async () => {
    const env = await prepared();
    const all = await indexesIn(env.MONGODB_URI);
    expect(all).toEqual(expect.arrayContaining(['messages.one_message_a_wamid', 'rateLimits.key_1']));

    await drop(env.MONGODB_URI, 'messages', 'one_message_a_wamid');
    const refused = start(env);
    expect(await refused.exit).toBe(1);
    expect(refused.complaint()).toContain('(messages)');
    const again = release(env);
    expect([await again.exit, again.output()]).toEqual([0, expect.stringContaining('the indexes of messages')]);
    expect(await indexesIn(env.MONGODB_URI)).toEqual(all);
  });

  it('killed half-way goes on when it is run again, beside another one', muchPatience, async () => {
    const env = configuration();
    const killed = release(env);
    killed.child.stdout?.once('data', () => killed.child.kill('SIGKILL'));
    expect(await killed.exit).toBe('SIGKILL');
    expect(killed.output()).toContain('Building the indexes');
    const refused = start(env);
    expect([await refused.exit, refused.complaint()]).toEqual([1, expect.stringContaining('release.js')]);

    const client = await new mongo.MongoClient(env.MONGODB_URI).connect();
    // Nobody waits here for the minute after which it counts as dead.
    await client
      .db()
      .collection('releases')
      .updateOne({ leaseUntil: { $exists: true } }, { $set: { leaseUntil: new Date(0) } });
    const both = [release(env), release(env)];
    expect(await Promise.all(both.map(({ exit }) => exit))).toEqual([0, 0]);
    const migrations = await client.db().collection('migrations').find().toArray();
    expect(migrations.length).toBeGreaterThan(0);
    for (const migration of migrations) expect(migration).toHaveProperty('doneAt');
    await client.close();
    const ready = await prepared();
    expect(await indexesIn(env.MONGODB_URI)).toEqual(await indexesIn(ready.MONGODB_URI));
  });

  it('in production refuses a server that stands alone', async () => {
    const { exit, complaint } = release({ ...inProduction() });
    expect([await exit, complaint()]).toEqual([1, expect.stringContaining('no replica set')]);
  });

  it('says how much is sealed under which key', async () => {
    const { exit, output } = release(await prepared(), 'keys');
    expect([await exit, output()]).toEqual([0, expect.stringMatching(/^k1: does not seal; 0 sealed texts; .*\n$/)]);
  });

  it('moves files to where new ones go', async () => {
    const { exit, output } = release(await prepared(), 'media');
    const told = '0 files moved to database, 0 MB\n0 files lie elsewhere; 0 of them could not be read whole\n';
    expect([await exit, output()]).toEqual([0, told]);
  });

  it('says what it knows of the app at Meta, and ends with 1 where something is bad', async () => {
    const nowhere = `http://127.0.0.1:${await freePort()}`;
    const env = { ...(await prepared()), NODE_ENV: 'test', META_GRAPH_URL: nowhere, META_GRAPH_VERSION: 'v20.0' };
    const { exit, output } = release(env, 'check-meta');
    expect([await exit, output()]).toEqual([1, expect.stringMatching(/^bad {7}Graph version: v20\.0 ended/m)]);
  });

  it('that there is not does nothing', async () => {
    const env = configuration();
    const { exit, complaint } = release(env, 'restore');
    expect(await exit).toBe(1);
    expect(complaint()).toMatch(/^There is no such step/);
    expect(await indexesIn(env.MONGODB_URI)).toEqual([]);
  });
});

describe('being told to stop', patience, () => {
  async function running(settings: Record<string, string> = {}) {
    const port = await freePort();
    const env = await prepared();
    const started = start({ ...env, PORT: String(port), ...settings });
    const listening = new Promise<void>((resolve, reject) => {
      started.child.stdout?.on('data', () => started.output().includes('api is listening') && resolve());
      void started.exit.then((code) => reject(new Error(`ended with ${code}: ${started.complaint()}`)));
    });
    await listening;
    return { ...started, port, url: `http://127.0.0.1:${port}` };
  }

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s it ends well, although a connection is kept open and a socket listens',
    async (signal) => {
      const { child, exit, url, port } = await running();
      const keepAlive = new Agent({ keepAlive: true });
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        request({ agent: keepAlive, port, path: '/readyz' }, resolve).on('error', reject).end();
      });
      expect(answer.resume().statusCode).toBe(200);
      await once(answer, 'end');

      const person = { name: 'Olive', email: 'olive@example.test', password: goodPassword, accountName: 'Olive’s' };
      const headers = { 'Content-Type': 'application/json' };
      const signup = await fetch(`${url}/api/auth/signup`, { method: 'POST', headers, body: JSON.stringify(person) });
      const { token } = (await signup.json()) as { token: string };
      const authorization = { Authorization: `Bearer ${token}` };
      const asked = await fetch(`${url}/api/realtime/ticket`, { method: 'POST', headers: authorization });
      const { ticket } = socketTicketReply.parse(await asked.json());
      const socket = socketTo(url, { auth: { ticket } });
      expect(await awaitOutcome(socket)).toBe('connected');

      const closed = new Promise((resolve) => socket.once('disconnect', resolve));
      child.kill(signal);
      await closed;
      // The last resort, should something hang, ends with 1.
      expect(await exit).toBe(0);
      keepAlive.destroy();
    },
  );

  it('it sends the traces that wait first', async () => {
    const collector = await startOtlpCollector();
    onTestFinished(() => collector.stop());
    const { child, exit, url } = await running({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    expect((await fetch(`${url}/api/auth/me`)).status).toBe(401);
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
    expect(collector.spans().map(({ name, service }) => [name, service])).toEqual([
      ['GET /api/auth/me', 'switchboard-api'],
    ]);
  });

  it('until then it listens where it is told to, and nowhere else', async () => {
    const { child, exit, url, port } = await running({ BIND_ADDRESS: '127.0.0.1' });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    await expect(fetch(`http://127.0.0.2:${port}/healthz`)).rejects.toThrow();
    child.kill('SIGTERM');
    expect(await exit).toBe(0);
  });

  it('a request that is being answered is answered first', async () => {
    const { child, exit, port } = await running();
    const body = JSON.stringify({ email: 'nobody@example.test', password: 'whatever it may be' });
    const answered = new Promise<number | undefined>((resolve, reject) => {
      const headers = {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
        Expect: '100-continue',
      };
      const call = request({ port, path: '/api/auth/login', method: 'POST', headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      call.on('error', reject);
      // The server has the request, and half of its body is there when the signal comes; the rest comes afterwards.
      call.flushHeaders();
      call.once('continue', () => {
        call.write(body.slice(0, 10), () => {
          child.kill('SIGTERM');
          child.stdout?.on('data', (text: string) => text.includes('stopping') && call.end(body.slice(10)));
        });
      });
    });
    expect(await answered).toBe(401);
    expect(await exit).toBe(0);
  });
});
