import { chmod, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { root, runCommand } from '../command.js';
import { readDockerfile } from './dockerfile.js';
import { findFaults } from './findFaults.js';

it('API and web run from folders that they cannot write in, as their images hold them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'swb-folders-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  // Whoever they run as has to find them.
  await chmod(folder, 0o755);
  const folders = { api: join(folder, 'api'), web: join(folder, 'web') };
  const build = readDockerfile('api')[0]?.steps.findLast(({ keyword }) => keyword === 'RUN')?.text ?? '';
  const command = build.replaceAll('out/api', join(folder, 'out'));
  expect(await runCommand('sh', ['-c', command], { quiet: true, env: { CI: 'true' } })).toBe(true);
  // What pnpm makes are links to files that other folders have as well.
  await cp(join(folder, 'out'), folders.api, { recursive: true, verbatimSymlinks: true });
  await cp(join(root, 'apps/web/.next/standalone'), folders.web, { recursive: true, verbatimSymlinks: true });

  expect(await findFaults(folders)).toEqual([]);
}, 180_000);
