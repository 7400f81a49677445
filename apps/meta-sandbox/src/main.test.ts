import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { startSandbox } from './index.js';

/** What was built, where everything was built a moment ago; else the sources. */
const program = process.env.STARTS_BUILT
  ? { execArgv: ['--enable-source-maps'], main: fileURLToPath(new URL('../dist/main.js', import.meta.url)) }
  : {
      execArgv: ['--conditions=source', '--import', 'tsx'],
      main: fileURLToPath(new URL('./main.ts', import.meta.url)),
    };
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

const environment = (env: Record<string, string>) => ({ PATH: process.env.PATH, ...env });

function run(env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, [...program.execArgv, program.main], { env: environment(env) });
  children.push(child);
  return child;
}

/** The first line a process prints. */
async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('The output of this process is not piped');
  const [chunk] = await once(child.stdout.setEncoding('utf8'), 'data');
  return String(chunk);
}

async function outcome(child: ChildProcess): Promise<{ code: number | null; stderr: string }> {
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const [code] = await once(child, 'close');
  return { code, stderr };
}

describe('the process', () => {
  it('prints its address in one line, serves the app it is told about, and stops when asked to', async () => {
    const child = run({
      PORT: '0',
      META_APP_ID: '42',
      META_APP_SECRET: 's',
      SANDBOX_REDIRECT_URIS: 'http://a.test/x, http://b.test/y',
      SANDBOX_WEBHOOK_URL: 'http://127.0.0.1:9/hook',
      META_WEBHOOK_VERIFY_TOKEN: 'v',
    });
    const line = await firstLine(child);
    expect(line).toMatch(/^Meta on your machine: http:\/\/127\.0\.0\.1:\d+ .*\n$/);
    const url = /http:\/\/[\d.:]+/.exec(line)?.[0];
    expect(await (await fetch(`${url}/__sandbox/health`)).json()).toMatchObject({ ok: true, appId: '42' });
    const dialog = `${url}/v26.0/dialog/oauth?client_id=42&redirect_uri=${encodeURIComponent('http://b.test/y')}`;
    expect((await fetch(dialog)).status).toBe(200);
    expect(await (await fetch(`${url}/__sandbox/webhooks`)).json()).toMatchObject({ url: 'http://127.0.0.1:9/hook' });
    child.kill('SIGTERM');
    expect(await outcome(child)).toEqual({ code: 0, stderr: '' });
  });

  it('ends when the program that started it is gone', async () => {
    const child = fork(program.main, {
      env: environment({ PORT: '0' }),
      execArgv: program.execArgv,
      silent: true,
    });
    children.push(child);
    await firstLine(child);
    const exited = once(child, 'exit');
    child.disconnect();
    expect(await exited).toEqual([0, null]);
  });

  it('refuses to run in production', async () => {
    const { code, stderr } = await outcome(run({ PORT: '0', NODE_ENV: 'production' }));
    expect(code).toBe(1);
    expect(stderr).toBe('The sandbox is a stand-in for Meta and does not start with NODE_ENV=production.\n');
  });

  it('runs in staging with a password alone, which it asks of people and not of programs with tokens', async () => {
    const staging = { PORT: '0', NODE_ENV: 'production', SWITCHBOARD_STAGE: 'staging' };
    const open = await outcome(run(staging));
    expect(open).toEqual({ code: 1, stderr: expect.stringContaining('SANDBOX_PASSWORD') });
    const SANDBOX_PASSWORD = 'people:who-try-it';
    const misspelled = await outcome(run({ ...staging, SANDBOX_PASSWORD, SANDBOX_WEBHOOK_URI: 'https://api.test' }));
    expect(misspelled).toEqual({ code: 1, stderr: expect.stringContaining('SANDBOX_WEBHOOK_URI is no setting') });

    const line = await firstLine(run({ ...staging, SANDBOX_PASSWORD }));
    const url = /http:\/\/[\d.:]+/.exec(line)?.[0];
    const ask = async (path: string, password?: string) => {
      const headers = { authorization: `Basic ${Buffer.from(`somebody:${password}`).toString('base64')}` };
      return (await fetch(`${url}${path}`, password ? { headers } : {})).status;
    };
    for (const path of ['/__sandbox', '/__SANDBOX/state', '/__sandbox/phone', '/v26.0/dialog/oauth', '/dialog/oauth']) {
      expect([path, await ask(path), await ask(path, 'people-who-guess')]).toEqual([path, 401, 401]);
      expect([path, await ask(path, SANDBOX_PASSWORD)]).not.toEqual([path, 401]);
    }
    expect(await ask('/__sandbox/health')).toBe(200);
    expect(await ask('/en_US/sdk.js')).toBe(200);
    expect((await (await fetch(`${url}/v26.0/me`)).json()) as unknown).toMatchObject({ error: { code: 2500 } });
  });

  it('is not reached by others than this machine without a password', async () => {
    const { code, stderr } = await outcome(run({ PORT: '0', BIND_ADDRESS: '0.0.0.0' }));
    expect([code, stderr]).toEqual([1, expect.stringContaining('SANDBOX_PASSWORD')]);
  });

  it('says which setting is wrong, and that a port is taken', async () => {
    const badPort = await outcome(run({ PORT: 'eighty' }));
    expect(badPort.code).toBe(1);
    expect(badPort.stderr).toContain('PORT');
    const sandbox = await startSandbox();
    const taken = await outcome(run({ PORT: new URL(sandbox.url).port }));
    await sandbox.stop();
    expect(taken).toEqual({ code: 1, stderr: expect.stringContaining('is taken') });
  });
});

describe('stopping', () => {
  it('does not wait for connections that are kept open', async () => {
    const sandbox = await startSandbox();
    await (await fetch(`${sandbox.url}/__sandbox/health`)).text();
    await sandbox.stop();
    await expect(fetch(`${sandbox.url}/__sandbox/health`)).rejects.toThrow();
  });
});
