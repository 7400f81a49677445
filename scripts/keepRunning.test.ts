import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBackoff, keepRunning } from './keepRunning.js';
import { type Service, startService } from './service.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'swb-keep-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A program that ends with these codes, one a run. */
async function program(name: string, codes: readonly number[]) {
  const file = join(folder, `${name}.mjs`);
  await writeFile(
    file,
    `import { appendFileSync, existsSync, readFileSync } from 'node:fs';
     const runs = ${JSON.stringify(`${file}.runs`)};
     const before = existsSync(runs) ? readFileSync(runs).length : 0;
     appendFileSync(runs, 'x');
     process.exit(${JSON.stringify(codes)}[before]);`,
  );
  const launch = (): Service =>
    startService({ name: 'API', args: [file], cwd: folder, env: process.env, logFile: `${file}.log`, appendLog: true });
  return { launch, runs: async () => (await readFile(`${file}.runs`)).length };
}

describe('a program that asks to be started anew', () => {
  it('is started again, and that is said, until it ends in another way', async () => {
    const { launch, runs } = await program('twice', [75, 75, 3]);
    const notices: string[] = [];
    const ended = await keepRunning(launch(), {
      launch,
      whenHealthy: () => Promise.resolve(),
      isStopping: () => false,
      onNotice: (text) => notices.push(text),
      backoff: () => 0,
    });
    expect([ended.how, await runs()]).toEqual(['exit code 3', 3]);
    const lost = 'The API does not find its database any more. It is started again in 0 s.';
    expect(notices).toEqual([lost, 'The API is back.', lost, 'The API is back.']);
  });

  it('stays ended with any other exit code, and when everything is being stopped', async () => {
    const notices: string[] = [];
    const rest = { whenHealthy: () => Promise.resolve(), onNotice: (text: string) => notices.push(text) };
    const [crashed, stopped] = [await program('crashed', [1]), await program('stopped', [75])];
    await keepRunning(crashed.launch(), { ...rest, ...crashed, isStopping: () => false });
    await keepRunning(stopped.launch(), { ...rest, ...stopped, isStopping: () => true });
    expect([await crashed.runs(), await stopped.runs(), notices]).toEqual([1, 1, []]);
  });

  it('waits longer each time, and begins anew after calm minutes', () => {
    let now = 0;
    const next = createBackoff(() => now);
    expect(Array.from({ length: 7 }, next)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
    now += 6 * 60_000;
    expect(next()).toBe(1_000);
  });
});
