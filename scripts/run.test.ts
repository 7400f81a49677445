import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const npm = (args: string[], env: Record<string, string>) =>
  spawnSync('npm', ['--silent', ...args], { cwd: root, encoding: 'utf8', env: { ...process.env, ...env } });

describe('a Node that nobody has tried', () => {
  it.each(['20.18.3', '27.0.0'])('%s is refused in one sentence that says which ones run', (version) => {
    const pretended = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(pretended)}`, 'scripts/run.mjs', 'house'],
      { cwd: root, encoding: 'utf8' },
    );
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toBe(
      `Switchboard needs Node 20.19 or newer, up to 26; this is ${version}. See https://nodejs.org.\n`,
    );
  });
});

describe('on a server', () => {
  it.each([
    [{ NODE_ENV: 'production' }, ['start']],
    [{ NODE_ENV: 'production' }, ['run', 'dev']],
    [{ RAILWAY_ENVIRONMENT_NAME: 'production' }, ['start']],
    [{ DYNO: 'web.1' }, ['start']],
  ])('known by %j, "npm %j" starts nothing, and says in one sentence what does', (env, args) => {
    const { status, stdout, stderr } = npm(args, env);
    expect(status).not.toBe(0);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('node --enable-source-maps apps/api/dist/main.js');
    expect(stderr).toContain('docs/deploying.md');
  });
});
