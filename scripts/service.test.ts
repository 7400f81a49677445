import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { describeEnd, startService, waitUntilHealthy } from './service.js';

const root = new URL('..', import.meta.url).pathname;

/** Starts a small program as a service; it is ended after the test, whatever happens in it. */
async function start(program: string) {
  const folder = await mkdtemp(join(tmpdir(), 'swb-test-'));
  await writeFile(join(folder, 'program.mjs'), program);
  const lines = new LineQueue();
  const logFile = join(folder, 'program.log');
  const service = startService({
    name: 'API',
    args: [join(folder, 'program.mjs')],
    cwd: folder,
    env: process.env,
    logFile,
    onLine: (line) => lines.push(line),
  });
  onTestFinished(async () => {
    await service.stop('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });
  return { service, lines, logFile };
}

class LineQueue {
  #lines: string[] = [];
  #waiting: ((line: string) => void)[] = [];
  push(line: string) {
    const next = this.#waiting.shift();
    if (next) next(line);
    else this.#lines.push(line);
  }
  async next(): Promise<string> {
    return this.#lines.shift() ?? new Promise((resolve) => this.#waiting.push(resolve));
  }
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const untilGone = (pid: number) => expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);

/** Says the id of a child of its own, then keeps running. */
const withChild = `
  import { spawn } from 'node:child_process';
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  console.log(child.pid);
  setInterval(() => {}, 1000);`;

describe('a service', () => {
  it('is healthy once its address answers', async () => {
    const { service, lines } = await start(`
      import { createServer } from 'node:http';
      let asked = 0;
      const server = createServer((_, response) => response.writeHead(++asked < 3 ? 503 : 200).end());
      server.listen(0, () => console.log(server.address().port));`);
    await waitUntilHealthy(service, `http://localhost:${await lines.next()}`, 10_000);
  });

  it('that ends before it is healthy is named, with the last lines of its log', async () => {
    const { service, logFile } = await start(`console.error('JWT_SECRET is missing'); process.exitCode = 3;`);
    await expect(waitUntilHealthy(service, 'http://localhost:1', 10_000)).rejects.toThrow(
      'The API stopped by itself (exit code 3). Its last lines:\n  JWT_SECRET is missing',
    );
    expect(await readFile(logFile, 'utf8')).toBe('JWT_SECRET is missing\n');
  });

  it('that never answers is given up', async () => {
    const { service } = await start('setInterval(() => {}, 1000)');
    await expect(waitUntilHealthy(service, 'http://localhost:1', 300)).rejects.toThrow('did not answer');
  });

  it('stops gracefully', async () => {
    const { service, lines } = await start(`
      process.on('SIGTERM', () => { console.log('goodbye'); process.exit(); });
      setInterval(() => {}, 1000);
      console.log('ready');`);
    await lines.next();
    await service.stop();
    expect(service.tail()).toEqual(['ready', 'goodbye']);
    await service.stop();
  });

  it('leaves none of its own children when it stops or crashes', async () => {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const { service, lines } = await start(withChild);
      const childPid = Number(await lines.next());
      process.kill(service.pid, signal);
      expect(describeEnd(service, await service.exited)).toContain(signal);
      await untilGone(childPid);
    }
  });

  it('ends with its children when the program that started it is killed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'swb-test-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, 'program.mjs'), withChild);
    const runner = spawn(
      process.execPath,
      [
        ...['--conditions=source', '--import', 'tsx', '--input-type=module', '--eval'],
        `import { startService } from ${JSON.stringify(new URL('./service.ts', import.meta.url).href)};
        const service = startService({
          name: 'API', args: ['program.mjs'], cwd: ${JSON.stringify(folder)}, env: process.env,
          logFile: ${JSON.stringify(join(folder, 'log'))},
          onLine: (line) => process.send([service.pid, Number(line)]),
        });`,
      ],
      { cwd: root, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
    );
    const [pids] = (await once(runner, 'message')) as [[number, number]];
    expect(pids.map(isAlive)).toEqual([true, true]);
    runner.kill('SIGKILL');
    await Promise.all(pids.map(untilGone));
  });
});
