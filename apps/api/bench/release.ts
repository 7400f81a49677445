/**
 * How long the step before a version's first start takes: on an empty database, on one with a million messages whose indexes are
 * all missing, and on that once more; and what a start says that does not wait for it.
 *
 * Run with `npm run bench:release`. Prints; asserts nothing. `BENCH_MESSAGES` sets how many.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { startDevMongo } from '@switchboard/dev-mongo';
import { MongoClient } from 'mongodb';
import { freePort } from '../test/freePort.js';
import { apiFolder } from '../test/programs.js';
import { seedMessages } from './seedMessages.js';

const count = Number(process.env.BENCH_MESSAGES ?? 1_000_000);
const mongo = await startDevMongo();
const children = new Set<ChildProcess>();
const say = (text: string) => process.stdout.write(`${text}\n`);

const makeEnvironment = (database: string, port: number) => ({
  ...{ PATH: process.env.PATH, NODE_ENV: 'development', LOG_LEVEL: 'fatal', PORT: String(port) },
  ...{ FRONTEND_URL: 'http://localhost:3000', API_PUBLIC_URL: 'http://localhost:4000' },
  MONGODB_URI: mongo.withDatabase(database),
  JWT_SECRET: randomBytes(48).toString('base64url'),
  TOKEN_ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
  ...{
    META_APP_ID: '300100',
    META_APP_SECRET: 'an-app-secret-of-meta',
    META_WEBHOOK_VERIFY_TOKEN: 'a-verify-token-of-ours',
  },
});

function start(program: 'release' | 'main', database: string, port = 4_000) {
  const child = spawn(process.execPath, [`dist/${program}.js`], {
    cwd: apiFolder,
    env: makeEnvironment(database, port),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  const said: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => said.push(text));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { child, ended, said: () => said.join('') };
}

const inSeconds = (begun: number) => `${((performance.now() - begun) / 1000).toFixed(1)} s`;

/** The most memory that the engine has had, in MB; where the system tells it. */
function readPeak(): string {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${mongo.pid}/status`, 'utf8')) ?? [];
    return kilobytes ? `, the engine had ${Math.round(Number(kilobytes) / 1024)} MB at most` : '';
  } catch {
    return '';
  }
}

async function timeRelease(what: string, database: string): Promise<void> {
  const begun = performance.now();
  const release = start('release', database);
  const code = await release.ended;
  say(`${what}: ${inSeconds(begun)}${code === 0 ? '' : `, FAILED: ${release.said()}`}${readPeak()}`);
}

/** A start while the step is at work. It has begun when it says so for the first time. */
async function timeReleaseAndStart(what: string, database: string): Promise<void> {
  const begun = performance.now();
  const release = start('release', database);
  await once(release.child.stdout as NodeJS.ReadableStream, 'data');
  const early = start('main', database, await freePort());
  const refused = await early.ended;
  say(`a start meanwhile ended with ${refused} after ${inSeconds(begun)}: ${early.said().trim().split('\n').at(-1)}`);
  const code = await release.ended;
  say(`${what}: ${inSeconds(begun)}${code === 0 ? '' : `, FAILED: ${release.said()}`}${readPeak()}`);
}

async function timeStart(what: string, database: string): Promise<void> {
  const port = await freePort();
  const begun = performance.now();
  const api = start('main', database, port);
  for (;;) {
    const isReady = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isReady || api.child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  say(`${what}: ${api.child.exitCode === null ? inSeconds(begun) : `FAILED: ${api.said()}`}`);
  api.child.kill('SIGTERM');
  await api.ended;
}

try {
  await timeRelease('an empty database', 'empty');
  await timeStart('a start beside it', 'empty');

  const begun = performance.now();
  const client = await MongoClient.connect(mongo.withDatabase('filled'));
  await seedMessages(client.db(), count);
  const { dataSize } = await client.db().stats();
  say(`\n${count} messages, ${Math.round(dataSize / 2 ** 20)} MB, put in within ${inSeconds(begun)}`);
  await timeReleaseAndStart('with all of their indexes to build', 'filled');
  const { indexSize } = await client.db().stats();
  say(`indexes: ${Math.round(indexSize / 2 ** 20)} MB, ${Math.round(indexSize / count)} bytes a message`);
  await timeRelease('once more', 'filled');
  await timeStart('a start beside it', 'filled');
  await client.close();
} finally {
  for (const child of children) child.kill('SIGKILL');
  await mongo.stop();
}
process.exit(0);
