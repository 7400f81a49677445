import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import getPort from 'get-port';
import { expect, it, onTestFinished } from 'vitest';
import type { Ports } from './environments.js';

const scripts = fileURLToPath(new URL('.', import.meta.url));

/** A process that does `work` when it is told to, says what came of it, and goes on until it is ended. */
async function ready(work: string): Promise<{ child: ChildProcess; go: () => Promise<string> }> {
  const program = `
    import { createInterface } from 'node:readline';
    import { holdPorts } from '${scripts}ports.ts';
    import { startStack } from '${scripts}stack.ts';
    const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
    console.log('ready');
    await lines.next();
    let end = () => undefined;
    const work = async () => { ${work} };
    console.log(JSON.stringify(await work().catch((error) => ({ error: String(error) }))));
    await lines.next();
    await end();
    process.exit(0);`;
  const child = spawn(
    process.execPath,
    ['--conditions=source', '--import', 'tsx', '--input-type=module', '-e', program],
    {
      cwd: scripts,
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => (await lines.next()).value ?? '';
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.stdin.end('stop\n');
    await ended;
  });
  expect(await next()).toBe('ready');
  return {
    child,
    go: () => {
      child.stdin.write('go\n');
      return next();
    },
  };
}

it('six Switchboards that start in the same moment, and prefer the same ports, have eighteen', async () => {
  const web = await getPort();
  const preferred = { web, api: web + 1, sandbox: web + 2 };
  const all = await Promise.all(
    Array.from({ length: 6 }, () => ready(`return holdPorts(${JSON.stringify(preferred)}).then(({ ports }) => ports)`)),
  );
  const found = (await Promise.all(all.map(({ go }) => go()))).map((line): Ports => JSON.parse(line));
  const ports = found.flatMap((one) => Object.values(one));
  expect(new Set(ports).size).toBe(18);
});

it('a port is free again when the process that held it was killed', async () => {
  const web = await getPort();
  const hold = `return holdPorts({ web: ${web}, api: 0, sandbox: 0 }).then(({ ports }) => ports.web)`;
  const [first, second] = [await ready(hold), await ready(hold)];
  expect(await first.go()).toBe(String(web));
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  expect(await second.go()).toBe(String(web));
});

it('two whole Switchboards that start in the same moment both run, each at its own address', async () => {
  const web = await getPort();
  const preferred = { web, api: web + 1, sandbox: web + 2 };
  const folders = await Promise.all([0, 1].map(() => mkdtemp(join(tmpdir(), 'swb-two-'))));
  onTestFinished(async () => {
    for (const folder of folders) await rm(folder, { recursive: true, force: true });
  });
  const stacks = await Promise.all(
    folders.map((dataDir) => {
      const options = { dataDir, mode: 'production-build', ports: preferred, settings: {}, withoutWeb: true };
      return ready(`const stack = await startStack(${JSON.stringify(options)}); end = stack.stop; return stack.urls;`);
    }),
  );
  const running = (await Promise.all(stacks.map(({ go }) => go()))).map((line) => JSON.parse(line));
  expect(running).toEqual([
    { web: expect.any(String), api: expect.any(String), sandbox: expect.any(String) },
    expect.anything(),
  ]);
  expect(new Set(running.flatMap((urls) => Object.values(urls))).size).toBe(6);
  for (const { api } of running) expect((await fetch(`${api}/readyz`)).status).toBe(200);
  // Each has its own process behind its address: ending one leaves the other.
  const [one, other] = stacks;
  const ended = once(one?.child ?? process, 'exit');
  one?.child.stdin?.end('stop\n');
  await ended;
  expect((await fetch(`${running[1].api}/readyz`)).status).toBe(200);
  expect(other?.child.exitCode).toBe(null);
});
