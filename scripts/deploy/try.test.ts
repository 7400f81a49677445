import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { root } from '../command.js';

const at = (path: string) => join(root, 'deploy', path);

describe('a trial', () => {
  /** The lines that a shell runs. */
  const linesOf = (script: string) =>
    readFileSync(at(script), 'utf8')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#'));
  const lines = linesOf('try.sh');
  const placeOf = (part: string) => lines.findIndex((line) => line.includes(part));

  it('has another name than an installation, before Compose is asked for anything', () => {
    const [, name = ''] = /^export COMPOSE_PROJECT_NAME=(\S+) SWITCHBOARD_VERSION=\S+$/m.exec(lines.join('\n')) ?? [];
    expect(name).not.toBe('');
    expect(name).not.toBe(parseEnv(readFileSync(at('.env.example'), 'utf8')).COMPOSE_PROJECT_NAME);
    expect(placeOf('export COMPOSE_PROJECT_NAME')).toBeLessThan(placeOf('docker '));
  });

  it('deletes only after it has looked whether there is something that it did not make', () => {
    expect(placeOf('if [ -n "$volumes" ]')).toBeGreaterThan(placeOf('docker volume ls'));
    expect(placeOf('trap clean')).toBeGreaterThan(placeOf('if [ -n "$volumes" ]'));
  });

  it('updates as the page says, by a script that ends at the first step that fails', () => {
    expect(readFileSync(join(root, 'docs/deploying.md'), 'utf8')).toContain('git pull && ./update.sh');
    expect(placeOf('./update.sh')).toBeGreaterThan(0);
    const update = linesOf('update.sh');
    expect(update[0]).toBe('set -eu');
    expect(update.indexOf('docker compose run --rm release')).toBeGreaterThan(update.indexOf('docker compose build'));
    for (const script of ['update.sh', 'try.sh']) expect(statSync(at(script)).mode & 0o111, script).not.toBe(0);
    execFileSync('sh', ['-n', at('update.sh')]);
    execFileSync('bash', ['-n', at('try.sh')]);
  });
});
