import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './command.js';
import { readAudit, toExitCode, wordsFor } from './knownFaults.js';

// Asks the registry whether faults are known in what the lockfile names, tools included.
const { packageManager }: { packageManager: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const { stdout, stderr, error } = spawnSync('npx', ['--yes', packageManager, 'audit', '--json'], {
  cwd: root,
  encoding: 'utf8',
  timeout: 120_000,
  maxBuffer: 64 * 1024 * 1024,
  shell: process.platform === 'win32',
});
const audit = readAudit({ stdout: stdout ?? '', stderr: error ? error.message : (stderr ?? '') });
process.stdout.write(`${wordsFor(audit)}\n`);
process.exitCode = toExitCode(audit);
