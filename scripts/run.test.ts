import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const npm = (...args: string[]) =>
  spawnSync('npm', ['--silent', ...args], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
  });

describe('on a server, where NODE_ENV is production', () => {
  it.each([['start'], ['run', 'dev']])('"npm %s %s" starts nothing, and says in one sentence what does', (...args) => {
    const { status, stdout, stderr } = npm(...args);
    expect(status).not.toBe(0);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('node --enable-source-maps apps/api/dist/main.js');
    expect(stderr).toContain('docs/deploying.md');
  });
});
