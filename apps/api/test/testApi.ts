import { randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Sandbox, startSandbox } from '@switchboard/meta-sandbox';
import type { Connection } from 'mongoose';
import pLimit from 'p-limit';
import { type AppDeps, createApp, type SwitchboardApp } from '../src/app.js';
import { type Config, readConfig } from '../src/config.js';
import { keepSealingKey } from '../src/keys/keys.js';
import { listMigrations } from '../src/migrations.js';
import { createModels } from '../src/models.js';
import { type Clock, systemClock } from '../src/platform/clock.js';
import { createHttpServer } from '../src/platform/httpServer.js';
import { createLogger } from '../src/platform/logger.js';
import { prepareDatabase } from '../src/platform/migrations.js';
import { openMongo } from '../src/platform/mongo.js';
import type { ReadLimits } from '../src/platform/readBudget.js';
import { checkAnswers } from './answerCheck.js';
import { Client } from './client.js';
import { stopListening } from './listening.js';

/** A clock that can be set forward, and stopped; it runs otherwise. */
export class TestClock implements Clock {
  #aheadMs = 0;
  #stoppedAtMs: number | null = null;
  now = () => new Date((this.#stoppedAtMs ?? Date.now()) + this.#aheadMs);
  advance(milliseconds: number) {
    this.#aheadMs += milliseconds;
  }
  /** From now on only `advance` moves it: what is remembered for a moment is remembered for the whole test. */
  standStill() {
    this.#stoppedAtMs ??= Date.now();
  }
}

/** A test reads in a second what nobody reads in a minute. */
const manyReads: ReadLimits = { unitsPerSession: 1_000_000, unitsPerAccount: 1_000_000 };

export interface TestApi {
  app: SwitchboardApp;
  config: Config;
  connection: Connection;
  sandbox: Sandbox;
  clock: TestClock;
  /** Every log line so far. */
  logs(): string;
  /** A new browser; nobody is signed in. */
  client(): Client;
  /** A new browser with an owner of a new account signed in. */
  owner(): Promise<Client>;
  /** Starts to listen, for sockets. Gives the address. */
  listen(): Promise<string>;
  stop(): Promise<void>;
}

export const testKey = (kid: string) => `${kid}:${randomBytes(32).toString('base64')}`;
/** As patient as in production, but without its waits between tries. */
const quickRetries = { timeoutMs: 8_000, totalTimeoutMs: 12_000, retryDelayMs: 10 };
/** Longer than in production: a database that a busy machine holds up is no outage. */
const patientMs = 15_000;
const patience = { pulse: { lateMs: 200, answerMs: patientMs }, sockets: { admitMs: patientMs } };
/** For tests of a Meta that does not answer: each waits this long for it. Not shorter, or a busy machine is taken for it. */
export const impatient = { timeoutMs: 1_500, totalTimeoutMs: 1_500, retryDelayMs: 10 };
export const webhookVerifyToken = 'verify-token-of-the-tests';

export interface TestApiOptions {
  env?: Record<string, string>;
  mongoUri: string;
  sandbox?: Sandbox;
  graphTimeouts?: AppDeps['graphTimeouts'];
  webhookBodyTimeoutMs?: number;
  limits?: NonNullable<AppDeps['limits']>;
  appendTimeoutMs?: number;
  /** The database is one that was used before. */
  mustEmpty?: boolean;
}

/** As it is when `release.js` has prepared it. Nobody waits for the journal: what a crash brings back is emptied again. */
async function empty(connection: Connection, keys: Config['TOKEN_ENCRYPTION_KEYS']): Promise<void> {
  const models = createModels(connection);
  const ours = new Set(Object.values(connection.models).map((model) => model.collection.collectionName));
  const kept = new Set(Object.values(models.release).map((model) => model.collection.collectionName));
  const found = (await connection.listCollections()).filter(
    ({ name }) => !name.startsWith('system.') && !kept.has(name),
  );
  // All at once would open a connection for each.
  await pLimit(4).map(found, async ({ name }) => {
    const collection = connection.collection(name);
    await (ours.has(name) ? collection.deleteMany({}, { writeConcern: { w: 1 } }) : collection.drop());
  });
  // A test may have deleted that as well.
  const { releases, migrations } = models.release;
  if (!((await releases.exists({})) && (await migrations.exists({})))) return prepare(connection, keys);
  await keepSealingKey(connection, models.keys, { mine: keys.map(({ kid }) => kid), clock: systemClock });
}

/** What `release.js` does before the first start. */
export async function prepare(connection: Connection, keys: Config['TOKEN_ENCRYPTION_KEYS'] = []): Promise<void> {
  const models = createModels(connection);
  const clock = systemClock;
  const migrations = listMigrations({ connection, models, kids: keys.map(({ kid }) => kid), clock });
  await prepareDatabase({ connection, models: models.release, migrations, clock, say: () => undefined });
}

/** The real app on a database of its own, with the sandbox as Meta. */
export async function startTestApi(options: TestApiOptions): Promise<TestApi> {
  const clock = new TestClock();
  const sandbox = options.sandbox ?? (await startSandbox({ now: () => clock.now().getTime() }));
  const config = readConfig({
    NODE_ENV: 'test',
    LOG_LEVEL: 'trace',
    PORT: '0',
    FRONTEND_URL: 'http://localhost:3000',
    API_PUBLIC_URL: 'http://localhost:4000',
    MONGODB_URI: options.mongoUri,
    JWT_SECRET: randomBytes(32).toString('base64'),
    TOKEN_ENCRYPTION_KEYS: testKey('k1'),
    META_APP_ID: sandbox.appId,
    META_APP_SECRET: sandbox.appSecret,
    META_SYSTEM_USER_TOKEN: sandbox.ownSystemToken,
    META_WEBHOOK_VERIFY_TOKEN: webhookVerifyToken,
    META_GRAPH_URL: sandbox.url,
    META_DIALOG_URL: sandbox.url,
    ...options.env,
  });
  const lines: string[] = [];
  const logger = createLogger({
    level: config.LOG_LEVEL,
    destination: { write: (line: string) => void lines.push(line) },
  });
  const connection = await openMongo(config.MONGODB_URI, logger);
  await (options.mustEmpty
    ? empty(connection, config.TOKEN_ENCRYPTION_KEYS)
    : prepare(connection, config.TOKEN_ENCRYPTION_KEYS));
  const app = await createApp({
    config,
    connection,
    logger,
    clock,
    graphTimeouts: options.graphTimeouts ?? quickRetries,
    limits: {
      reads: manyReads,
      ...patience,
      ...options.limits,
      sockets: { ...patience.sockets, ...options.limits?.sockets },
    },
    deliveryTimeouts: { appendMs: options.appendTimeoutMs ?? patientMs, bodyMs: options.webhookBodyTimeoutMs },
  });
  const undeclaredAnswers = checkAnswers(app.handler);
  let server: Server | null = null;

  const client = () => new Client(app.handler);
  return {
    app,
    config,
    connection,
    sandbox,
    clock,
    logs: () => lines.join(''),
    client,
    async owner() {
      const owner = client();
      await owner.signUp();
      return owner;
    },
    async listen() {
      const listening = createHttpServer(app.listener);
      server = listening;
      app.attach(listening);
      await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
      return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
    },
    async stop() {
      await app.stop();
      server?.closeAllConnections();
      server?.close();
      await stopListening(app.handler);
      // Mongoose keeps a connection that is only closed, with every model of it.
      await connection.destroy();
      if (!options.sandbox) await sandbox.stop();
      if (undeclaredAnswers.length > 0) {
        throw new Error(`Answers that no endpoint declares:\n${[...new Set(undeclaredAnswers)].join('\n')}`);
      }
    },
  };
}
