import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { socketTicketReply } from '@switchboard/contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { goodPassword } from '../test/client.js';
import { ownDatabase, testKey } from '../test/harness.js';
import { outcomeOf, socketTo } from '../test/sockets.js';

const folder = fileURLToPath(new URL('..', import.meta.url));
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
const inProduction = () => ({
  ...configuration(),
  NODE_ENV: 'production',
  FRONTEND_URL: 'https://app.switchboard.test',
  API_PUBLIC_URL: 'https://api.switchboard.test',
});

interface Started {
  child: ChildProcess;
  output(): string;
  complaint(): string;
  /** Settles when the process has ended: its exit code, or the signal that ended it. */
  exit: Promise<number | string | null>;
}

/** The real process, with exactly this environment. */
function start(env: Record<string, string | undefined>): Started {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    cwd: folder,
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

// Each of these starts a process, which compiles the sources first: on a busy machine that takes its time.
const patience = { timeout: 40_000 };

describe('starting with a configuration that is not valid', patience, () => {
  it.each([
    ['JWT_SECRET', undefined],
    ['JWT_SECRET', 'short-7391'],
    ['TOKEN_ENCRYPTION_KEYS', 'k1:bm90LWEta2V5LTczOTE='],
    ['META_GRAPH_URL', 'http://127.0.0.1:4010'],
  ])('stops at once and names %s when it is %s, without repeating it', async (name, value) => {
    const { exit, output, complaint } = start({ ...inProduction(), [name]: value });
    expect(await exit).toBe(1);
    expect(complaint()).toContain(`  ${name} `);
    if (value) expect(complaint() + output()).not.toContain(value);
  });

  it('stops with a sentence, not with a stack, when the database is not there', async () => {
    const { exit, complaint } = start({ ...configuration(), MONGODB_URI: `mongodb://127.0.0.1:${await freePort()}/x` });
    expect(await exit).toBe(1);
    expect(complaint()).toMatch(/^Switchboard's API cannot start: .+\n$/);
  });

  it('stops with a sentence when the port is taken', async () => {
    const taken = createServer().listen(0);
    await once(taken, 'listening');
    const { exit, complaint } = start({ ...configuration(), PORT: String((taken.address() as AddressInfo).port) });
    expect(await exit).toBe(1);
    expect(complaint()).toContain('EADDRINUSE');
    await new Promise((resolve) => taken.close(resolve));
  });
});

describe('being told to stop', patience, () => {
  async function running() {
    const port = await freePort();
    const started = start({ ...configuration(), PORT: String(port) });
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
      expect(await outcomeOf(socket)).toBe('connected');

      const closed = new Promise((resolve) => socket.once('disconnect', resolve));
      child.kill(signal);
      await closed;
      // The last resort, should something hang, ends with 1.
      expect(await exit).toBe(0);
      keepAlive.destroy();
    },
  );

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
