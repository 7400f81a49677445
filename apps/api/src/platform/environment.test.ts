import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completeEnvironment, secretNames } from './environment.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'swb-secrets-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function makeFile(text: string, mode = 0o400): Promise<string> {
  const path = join(folder, Math.random().toString(36).slice(2));
  await writeFile(path, text);
  // Not by the writing: that is subject to the umask.
  await chmod(path, mode);
  return path;
}
function readComplaint(env: NodeJS.ProcessEnv): string {
  try {
    completeEnvironment(env);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a secret in a file', () => {
  it.each(secretNames)('is read from where %s_FILE says', async (name) => {
    const path = await makeFile('secret-7391 \n');
    expect(completeEnvironment({ [`${name}_FILE`]: path, PORT: '1' })).toMatchObject({
      [name]: 'secret-7391 ',
      PORT: '1',
    });
  });

  it('is refused in production where everybody may use the file, with what to do', async () => {
    for (const mode of [0o444, 0o404, 0o402, 0o401]) {
      const env = { JWT_SECRET_FILE: await makeFile('secret-7391', mode) };
      expect(readComplaint(env)).toMatch(/ {2}JWT_SECRET_FILE .*chmod 0400/);
      expect(readComplaint({ ...env, NODE_ENV: 'development' })).toBe('');
    }
    expect(readComplaint({ JWT_SECRET_FILE: await makeFile('secret-7391', 0o440) })).toBe('');
  });

  it('and in the environment is one too many', async () => {
    const complaint = readComplaint({ JWT_SECRET: 'other-7391', JWT_SECRET_FILE: await makeFile('secret-7391') });
    expect(complaint).toContain('  JWT_SECRET and JWT_SECRET_FILE are both set');
    expect(complaint).not.toContain('7391:');
    expect(complaint).not.toMatch(/other-|secret-7391/);
  });

  it('that is not there, or none, is named, and nothing of it repeated', async () => {
    const missing = { JWT_SECRET_FILE: join(folder, 'missing'), OPERATOR_TOKEN_FILE: folder };
    const huge = { METRICS_TOKEN_FILE: await makeFile('secret-7391'.repeat(10_000)) };
    const empty = { REDIS_URL_FILE: await makeFile('\n') };
    const complaint = readComplaint({ ...missing, ...huge, ...empty, NODE_ENV: 'development' });
    expect(complaint).toContain('  JWT_SECRET_FILE names a file that cannot be read (ENOENT)');
    expect(complaint).toContain('  OPERATOR_TOKEN_FILE names a file that cannot be read (EISDIR)');
    expect(complaint).toContain('  METRICS_TOKEN_FILE names a file that is too large');
    expect(complaint).toContain('  REDIS_URL_FILE names a file that is empty');
    expect(complaint).not.toContain('7391');
  });

  it('is not what an empty setting means', () => {
    expect(completeEnvironment({ JWT_SECRET_FILE: '', JWT_SECRET: 'x' })).toMatchObject({ JWT_SECRET: 'x' });
  });
});

describe('a name that is nearly that of a setting', () => {
  const settings = ['REDIS_URL', 'JWT_SECRET'];
  const complaintAbout = (env: NodeJS.ProcessEnv) => {
    try {
      completeEnvironment(env, settings);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('is refused in production, with what is meant, and nothing of its value', async () => {
    const complaint = complaintAbout({ REDIS_URI: 'redis://:pass-7391@here', JWT_SECRET_FLIE: '/run/7391' });
    expect(complaint).toContain('  REDIS_URI is no setting: REDIS_URL is meant');
    expect(complaint).toContain('  JWT_SECRET_FLIE is no setting: JWT_SECRET_FILE is meant');
    expect(complaint).not.toContain('7391');
  });

  it('is nobody’s business in development, or where the setting comes from a file', async () => {
    expect(complaintAbout({ NODE_ENV: 'development', REDIS_URI: 'redis://here' })).toBe('');
    expect(complaintAbout({ REDIS_URI: 'redis://here', REDIS_URL_FILE: await makeFile('redis://there') })).toBe('');
  });
});

describe('certificates, in production', () => {
  it('are looked at, whatever Node is told', () => {
    const unchecked = ['NODE_TLS_REJECT', 'UNAUTHORIZED'].join('_');
    expect(readComplaint({ [unchecked]: '0' })).toContain(`  ${unchecked} must not be set`);
    expect(readComplaint({ [unchecked]: '0', NODE_ENV: 'development' })).toBe('');
  });

  it('of an authority of one’s own are in a file that is there', async () => {
    const authority = '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n';
    expect(readComplaint({ NODE_EXTRA_CA_CERTS: await makeFile(authority, 0o444) })).toBe('');
    for (const NODE_EXTRA_CA_CERTS of [join(folder, 'missing'), await makeFile('no certificate')]) {
      expect(readComplaint({ NODE_EXTRA_CA_CERTS })).toContain('  NODE_EXTRA_CA_CERTS must be a file');
    }
  });
});
