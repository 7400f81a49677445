import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { apiSettings } from '../apps/api/src/settings.js';
import { loadSecrets, readSettings, settingNames } from './settings.js';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'swb-test-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

describe('the secrets of an installation', () => {
  it('are made once, readable by their owner only, and are the same ever after', async () => {
    const path = join(await folder(), 'state');
    const made = await loadSecrets(path);
    expect((await stat(join(path, 'secrets.env'))).mode & 0o777).toBe(0o600);
    expect(await loadSecrets(path)).toEqual(made);
  });

  it('are long enough, and different in every installation', async () => {
    const [one, other] = [await loadSecrets(await folder()), await loadSecrets(await folder())];
    expect(one.JWT_SECRET.length).toBeGreaterThanOrEqual(32);
    expect(Buffer.from(one.TOKEN_ENCRYPTION_KEYS.replace(/^k\w{8}:/, ''), 'base64')).toHaveLength(32);
    for (const [name, value] of Object.entries(one)) expect(other).not.toHaveProperty(name, value);
  });

  it('that exist survive when a new kind of secret is added', async () => {
    const path = await folder();
    await writeFile(join(path, 'secrets.env'), 'JWT_SECRET=kept-from-before\nOTHER=kept-too\n');
    const secrets = await loadSecrets(path);
    expect(secrets.JWT_SECRET).toBe('kept-from-before');
    expect(await readFile(join(path, 'secrets.env'), 'utf8')).toContain('OTHER=kept-too');
  });
});

describe('the settings', () => {
  it('come from .env, over which the environment wins', async () => {
    const path = await folder();
    await writeFile(join(path, '.env'), 'LOG_LEVEL=debug\nMETA_CONFIG_ID=7\n');
    vi.stubEnv('LOG_LEVEL', 'warn');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await readSettings(path)).toMatchObject({ LOG_LEVEL: 'warn', META_CONFIG_ID: '7' });
  });

  it('are absent when they are empty', async () => {
    const path = await folder();
    await writeFile(join(path, '.env'), 'META_CONFIG_ID=\n');
    expect(await readSettings(path)).not.toHaveProperty('META_CONFIG_ID');
  });

  it('are each explained in .env.example', async () => {
    const example = await readFile(new URL('../.env.example', import.meta.url), 'utf8');
    const explained = [...example.matchAll(/^#? ?([A-Z\d_]+)=/gm)].map((match) => match[1]);
    expect(explained.sort()).toEqual([...settingNames, 'NODE_ENV'].sort());
  });

  it('have the default that the documents say', async () => {
    const example = await readFile(new URL('../.env.example', import.meta.url), 'utf8');
    const said = [...example.matchAll(/^# ([A-Z\d_]+)=(.+)$/gm)].map(([, name, value]) => [name, value] as const);
    // Their examples are for a real domain, and for a developer.
    const defaults = Object.entries(apiSettings).filter(([name]) => name !== 'MAIL_FROM' && name !== 'NODE_ENV');
    for (const [name, value] of defaults) if (value !== null) expect(said).toContainEqual([name, value]);

    const docs = await Promise.all(
      ['deploying', 'operating'].map((name) => readFile(new URL(`../docs/${name}.md`, import.meta.url), 'utf8')),
    );
    const inText = docs.flatMap((text) => [
      ...text.matchAll(/`([A-Z\d_]+)` \((\w+)\)/g),
      ...text.matchAll(/\b([A-Z\d_]+), default (\w+)/g),
    ]);
    expect(inText.length).toBeGreaterThan(1);
    for (const [, name = '', value] of inText) expect(apiSettings, name).toHaveProperty(name, value);
  });
});
