import { chmod, cp, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
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

  // The driver that mongoose uses, mended as the workspace's.
  const mongoose = await realpath(join(folders.api, 'node_modules/mongoose'));
  const connection = await readFile(join(mongoose, '../mongodb/lib/cmap/connection.js'), 'utf8');
  expect(connection).toContain('A socket that closes never drains');

  expect(await findFaults(folders)).toEqual([]);
}, 400_000);
