import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../command.js';
import { findProgram } from '../debian.js';
import { environmentOf, lastOf, readDockerfile } from './dockerfile.js';

const units = ['switchboard-api@.service', 'switchboard-web@.service', 'switchboard-release@.service'];
const at = (unit: string) => join(root, 'deploy', unit);
const read = (unit: string) => readFileSync(at(unit), 'utf8');

/** Of systemd 254; an older one ignores them, and says so. */
const newSettings =
  /Unknown key(?: name)? '(?:RestartSteps|RestartMaxDelaySec)' in section '?\[?Service\]?'?, ignoring\.$/;

describe('the units of systemd', () => {
  it.skipIf(!findProgram('systemd-analyze'))('are taken by systemd without a complaint', () => {
    const { status, stderr, stdout } = spawnSync('systemd-analyze', ['verify', ...units.map(at)], { encoding: 'utf8' });
    const said = `${stdout}${stderr}`.split('\n').filter((line) => line !== '' && !newSettings.test(line));
    expect([status, said]).toEqual([0, []]);
  });

  it.each([
    ['api', 'switchboard-api@.service', '/opt/switchboard/current/api'],
    ['web', 'switchboard-web@.service', '/opt/switchboard/current/web'],
  ] as const)('start the %s as its image does', (name, unit, folder) => {
    const image = readDockerfile(name).at(-1);
    if (!image) throw new Error(`There is no image of the ${name}`);
    const [, command = ''] = /^ExecStart=\/usr\/bin\/env (?:[A-Z_]+=\S+ )+(.+)$/m.exec(read(unit)) ?? [];
    expect(JSON.stringify(command.split(' '))).toBe(lastOf(image, 'CMD').replace(/,\s+/g, ','));
    expect(read(unit)).toContain(`\nWorkingDirectory=${folder}\n`);
    const told = Object.fromEntries(
      [...read(unit).matchAll(/\b([A-Z_]+)=([\w.%]+)/g)].map(([, key = '', value]) => [key, value]),
    );
    const { PORT: _port, HOSTNAME: _hostname, ...environment } = environmentOf(image);
    expect(told).toMatchObject(environment);
  });

  it('listen for the proxy of their machine alone', () => {
    expect(read('switchboard-api@.service')).toMatch(/^ExecStart=.* BIND_ADDRESS=127\.0\.0\.1 /m);
    expect(read('switchboard-web@.service')).toMatch(/^ExecStart=.* HOSTNAME=127\.0\.0\.1 /m);
  });

  it('prepare the database from the folder of the new version, while the link still leads to the former one', () => {
    expect(read('switchboard-release@.service')).toContain('\nWorkingDirectory=/opt/switchboard/%i/api\n');
    const page = readFileSync(join(root, 'docs/deploying.md'), 'utf8');
    const [, update = ''] = /unit after the other:\n```sh\n([\s\S]*?)```/.exec(page) ?? [];
    expect(update.indexOf('systemctl start switchboard-release@')).toBeGreaterThanOrEqual(0);
    expect(update.indexOf('ln -sfn')).toBeGreaterThan(update.indexOf('systemctl start switchboard-release@'));
  });

  it('are built into a folder that is empty each time', () => {
    const page = readFileSync(join(root, 'docs/deploying.md'), 'utf8');
    const [, build = ''] = /## With systemd\n[\s\S]*?```sh\n([\s\S]*?)```/.exec(page) ?? [];
    expect(build).toMatch(/^rm -rf out$/m);
    expect(build.indexOf('rm -rf out')).toBeLessThan(build.indexOf('out/api'));
  });
});
