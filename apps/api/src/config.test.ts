import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readConfig } from './config.js';
import { objectStorageIn } from './storageSettings.js';

const key = (bytes = 32) => randomBytes(bytes).toString('base64');
const good = () => ({
  FRONTEND_URL: 'https://app.test',
  API_PUBLIC_URL: 'https://api.test',
  MONGODB_URI: 'mongodb://localhost:27017/switchboard',
  JWT_SECRET: key(),
  TOKEN_ENCRYPTION_KEYS: `k1:${key()}`,
  META_APP_ID: '300100',
  META_APP_SECRET: 'an-app-secret-of-meta',
  META_WEBHOOK_VERIFY_TOKEN: 'a-verify-token-of-ours',
});
const goodInProduction = () => ({
  ...good(),
  NODE_ENV: 'production',
  FRONTEND_URL: 'https://app.switchboard.test',
  API_PUBLIC_URL: 'https://api.switchboard.test',
  MONGODB_URI: 'mongodb+srv://switchboard:pass@db.switchboard.test/switchboard',
});

/** The sentences with which reading stops, one a line, without the heading. */
function sentencesFor(env: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    const [heading, ...sentences] = (error instanceof Error ? error.message : '').split('\n');
    expect(heading).toBe('Switchboard cannot start, its configuration is not valid:');
    return sentences.map((sentence) => sentence.trim());
  }
}

describe('the configuration', () => {
  it('is complete with what the table calls required; the rest has the documented defaults', () => {
    expect(readConfig(good())).toMatchObject({
      NODE_ENV: 'production',
      LOG_LEVEL: 'info',
      PORT: 4000,
      META_GRAPH_VERSION: 'v26.0',
      META_GRAPH_URL: 'https://graph.facebook.com',
      META_DIALOG_URL: 'https://www.facebook.com',
      TRUSTED_PROXIES: ['loopback'],
      DATABASE_WAIT_SECONDS: 60,
    });
  });

  it.each(Object.keys(good()))('names %s when it is missing or empty, and nothing else', (name) => {
    const without: NodeJS.ProcessEnv = good();
    delete without[name];
    expect(sentencesFor(without)).toEqual([`${name} is missing`]);
    expect(sentencesFor({ ...without, [name]: '' })).toEqual([`${name} is missing`]);
  });

  it('says who runs it, where that is set, and refuses what is no address', () => {
    expect(readConfig(good())).not.toHaveProperty('COMPANY_NAME');
    const company = { COMPANY_NAME: 'Acme', COMPANY_ADDRESS: '1 Flower Street, Berlin', COMPANY_EMAIL: 'a@acme.test' };
    expect(readConfig({ ...good(), ...company })).toMatchObject(company);
    expect(sentencesFor({ ...good(), COMPANY_EMAIL: 'nobody', PRIVACY_POLICY_URL: 'http://acme.test' })).toEqual([
      'COMPANY_EMAIL must be an e-mail address',
      'PRIVACY_POLICY_URL must be an https address',
    ]);
  });

  it('names everything that is missing at once', () => {
    expect(sentencesFor({})).toEqual(Object.keys(good()).map((name) => `${name} is missing`));
  });

  const malformed: [name: string, value: string][] = [
    ['NODE_ENV', 'prod-7391'],
    ['LOG_LEVEL', 'loud-7391'],
    ['PORT', 'port-7391'],
    ['PORT', '70391'],
    ['PORT', '-1'],
    ['PORT', '40.5'],
    ['FRONTEND_URL', 'app-7391.test'],
    ['FRONTEND_URL', 'javascript:7391'],
    ['FRONTEND_URL', 'ftp://app-7391.test'],
    ['API_PUBLIC_URL', 'api-7391.test'],
    ['MONGODB_URI', 'postgres://user:pass-7391@localhost/x'],
    ['REDIS_URL', 'http://user:pass-7391@localhost'],
    ['JWT_SECRET', 'short-7391'],
    ['WEB_ADDRESS_SECRET', 'short-7391'],
    ['JWT_SECRET', 'x7391'.padEnd(31, 'y')],
    ['TOKEN_ENCRYPTION_KEYS', 'k-7391'],
    ['TOKEN_ENCRYPTION_KEYS', key()],
    ['TOKEN_ENCRYPTION_KEYS', `k1:${key(31)}`],
    ['TOKEN_ENCRYPTION_KEYS', `k1:${key(33)}`],
    ['TOKEN_ENCRYPTION_KEYS', `k1:${key(16)}`],
    ['TOKEN_ENCRYPTION_KEYS', `k1:${key()},k1:${key()}`],
    ['TOKEN_ENCRYPTION_KEYS', `k1:${key()},`],
    ['TOKEN_ENCRYPTION_KEYS', `k.1:${key()}`],
    ['TOKEN_ENCRYPTION_KEYS', `k1:${randomBytes(32).toString('hex')}`],
    ['META_APP_ID', 'app-7391'],
    ['META_APP_SECRET', 'short-7391'],
    ['META_CONFIG_ID', 'config-7391'],
    ['META_SYSTEM_USER_TOKEN', 'short-7391'],
    ['META_WEBHOOK_VERIFY_TOKEN', 'short-7391'],
    ['META_GRAPH_VERSION', '26-7391'],
    ['META_GRAPH_URL', 'graph-7391.test'],
    ['META_DIALOG_URL', 'dialog-7391.test'],
    ['SECOND_FACTOR', 'nobody-7391'],
    ['METRICS_TOKEN', 'short-7391'],
    ['BIND_ADDRESS', 'here-7391'],
    ['BIND_ADDRESS', '127.0.0.7391'],
    ['DATABASE_WAIT_SECONDS', '7391'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'grpc://collector-7391.test'],
    ['PLAINTEXT_ALLOWED', 'all-7391'],
    ['LOG_SHIP_URL', 'tcp://logs-7391.test:6514'],
    ['LOG_SHIP_URL', 'tls://logs-7391.test'],
    ['CLAMD_URL', 'http://clamd-7391.test:3310'],
    ['CLAMD_URL', 'unix:clamd-7391.ctl'],
    ['CLAMD_URL', 'tcp://clamd-7391.test:73910'],
    ['LOG_SHIP_URL', 'tls://logs-7391.test:73910'],
    ['MEDIA_STORAGE', 'disk-7391'],
    ['S3_REGION', 'region_7391'],
    ['S3_PREFIX', '../7391'],
    ['S3_ADDRESSING', 'dns-7391'],
    ['S3_UPLOADS', 'web-7391'],
    ['TRUSTED_PROXIES', 'proxy-7391'],
    ['TRUSTED_PROXIES', '7391'],
    ['TRUSTED_PROXIES', '-7391'],
  ];
  it.each(malformed)('names %s when it is “%s”, and does not repeat the value', (name, value) => {
    const sentences = sentencesFor({ ...good(), [name]: value });
    expect(sentences).toHaveLength(1);
    expect(sentences[0]?.startsWith(`${name} `)).toBe(true);
    for (const part of value.split(',').filter((text) => text.length > 2)) expect(sentences[0]).not.toContain(part);
  });

  it.each([
    'REDIS_URL',
    'META_CONFIG_ID',
    'META_SYSTEM_USER_TOKEN',
    'METRICS_TOKEN',
    'BIND_ADDRESS',
    'DATABASE_WAIT_SECONDS',
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'TRUSTED_PROXIES',
    'WEB_ADDRESS_SECRET',
    'PLAINTEXT_ALLOWED',
  ])('takes an empty %s for none', (name) => {
    expect(sentencesFor({ ...good(), [name]: '' })).toEqual([]);
  });

  it('does not take an empty PORT for “any free port”', () => {
    expect(readConfig({ ...good(), PORT: '' }).PORT).toBe(4000);
  });

  describe('of object storage', () => {
    const storage = {
      MEDIA_STORAGE: 's3',
      S3_ENDPOINT: 'https://s3.test/',
      S3_BUCKET: 'files',
      S3_ACCESS_KEY_ID: 'key-7391',
      S3_SECRET_ACCESS_KEY: 'secret-7391',
    };

    it('is whole, with its documented defaults; without it files lie in the database', () => {
      expect(objectStorageIn(readConfig({ ...good(), ...storage }))).toEqual({
        ...{ endpoint: 'https://s3.test', region: 'us-east-1', bucket: 'files', prefix: 'switchboard/' },
        ...{ isPathStyle: true, accessKeyId: 'key-7391', secretAccessKey: 'secret-7391' },
      });
      const without = readConfig(good());
      expect([without.MEDIA_STORAGE, objectStorageIn(without)]).toEqual(['database', undefined]);
      // It is read from while files are moved.
      expect(readConfig({ ...good(), ...storage, MEDIA_STORAGE: '' }).MEDIA_STORAGE).toBe('database');
    });

    it.each(Object.keys(storage).filter((name) => name !== 'MEDIA_STORAGE'))('is refused without %s', (name) => {
      expect(sentencesFor({ ...good(), ...storage, [name]: '' })).toEqual([`${name} is missing`]);
    });

    it.each([
      ['S3_ENDPOINT', 's3-7391.test'],
      ['S3_ENDPOINT', 'https://s3-7391.test/files'],
      ['S3_ENDPOINT', 'https://me:pass@s3-7391.test'],
      ['S3_BUCKET', 'Files_7391'],
      ['S3_ACCESS_KEY_ID', 'key 7391'],
      ['S3_SECRET_ACCESS_KEY', 'secret 7391'],
    ])('is refused with %s “%s”', (name, value) => {
      const [sentence, ...others] = sentencesFor({ ...good(), ...storage, [name]: value });
      expect([sentence?.split(' ', 1)[0], others]).toEqual([name, []]);
      expect(sentence).not.toContain('7391');
    });

    it('in production is spoken to over TLS', () => {
      const plain = { ...goodInProduction(), ...storage, S3_ENDPOINT: 'http://s3.test' };
      expect(sentencesFor(plain)).toEqual([expect.stringMatching(/^S3_ENDPOINT leads over a network without TLS/)]);
      expect(sentencesFor({ ...plain, PLAINTEXT_ALLOWED: 's3' })).toEqual([]);
    });
  });

  it('takes how many proxies there are, or which', () => {
    const read = (TRUSTED_PROXIES: string) => readConfig({ ...good(), TRUSTED_PROXIES }).TRUSTED_PROXIES;
    expect(read('2')).toBe(2);
    expect(read('0')).toBe(0);
    expect(read('loopback, 10.0.0.0/8')).toEqual(['loopback', '10.0.0.0/8']);
  });

  it('is strict where nobody said that it is not for production', () => {
    const plain = { ...good(), FRONTEND_URL: 'http://app.test', META_GRAPH_URL: 'http://localhost:4800' };
    expect(sentencesFor(plain).length).toBeGreaterThan(0);
    expect(sentencesFor({ ...plain, NODE_ENV: '' }).length).toBeGreaterThan(0);
    expect(sentencesFor({ ...plain, NODE_ENV: 'development' })).toEqual([]);
  });

  it('reads a ring of keys in its order: the first one seals', () => {
    const [one, two] = [randomBytes(32), randomBytes(32)];
    const ring = ` k2:${two.toString('base64')} , k1:${one.toString('base64url')}`;
    const { TOKEN_ENCRYPTION_KEYS: keys } = readConfig({ ...good(), TOKEN_ENCRYPTION_KEYS: ring });
    expect(keys).toEqual([
      { kid: 'k2', key: two },
      { kid: 'k1', key: one },
    ]);
  });

  it('takes addresses with and without a slash at the end for the same', () => {
    expect(readConfig({ ...good(), FRONTEND_URL: 'https://app.test/' }).FRONTEND_URL).toBe('https://app.test');
  });
});

describe('in production', () => {
  it('a real configuration is accepted', () => {
    expect(sentencesFor(goodInProduction())).toEqual([]);
  });

  it.each(Object.keys(good()))('there is no default for %s', (name) => {
    const without: NodeJS.ProcessEnv = goodInProduction();
    delete without[name];
    expect(sentencesFor(without)).toEqual([`${name} is missing`]);
  });

  it.each(['FRONTEND_URL', 'API_PUBLIC_URL', 'META_GRAPH_URL', 'META_DIALOG_URL'])('%s must be https', (name) => {
    const sentences = sentencesFor({ ...goodInProduction(), [name]: 'http://plain.test' });
    expect(sentences).toEqual([`${name} must be an https address in production`]);
  });

  it.each(['https://localhost:4010', 'https://127.0.0.1:4010', 'https://[::1]:4010'])(
    'Meta cannot be a stand-in on this machine (%s)',
    (address) => {
      for (const name of ['META_GRAPH_URL', 'META_DIALOG_URL']) {
        expect(sentencesFor({ ...goodInProduction(), [name]: address })).toEqual([
          `${name} must not be a sandbox in production`,
        ]);
      }
    },
  );

  it.each(['https://sandbox.test', 'https://graph.facebook.com.evil.test', 'https://notfacebook.com'])(
    'nor anywhere else (%s)',
    (address) => {
      for (const name of ['META_GRAPH_URL', 'META_DIALOG_URL', 'META_SDK_URL']) {
        expect(sentencesFor({ ...goodInProduction(), [name]: address })).toEqual([
          `${name} must be an address of Meta’s in production, not a sandbox`,
        ]);
      }
    },
  );

  it('a service over a network without TLS is refused, unless the operator names it', () => {
    const plain = {
      ...goodInProduction(),
      MONGODB_URI: 'mongodb://me:secret-7391@db.test/switchboard',
      REDIS_URL: 'redis://:secret-7391@redis.test',
      SMTP_URL: 'smtp://mail.test',
    };
    const sentences = sentencesFor(plain);
    expect(sentences.map((sentence) => sentence.split(' ')[0])).toEqual(['MONGODB_URI', 'REDIS_URL', 'SMTP_URL']);
    expect(sentences.join()).not.toContain('secret-7391');
    expect(sentences[0]).toContain('PLAINTEXT_ALLOWED=mongodb');
    expect(sentencesFor({ ...plain, PLAINTEXT_ALLOWED: 'mongodb, redis, smtp' })).toEqual([]);
    expect(sentencesFor({ ...plain, NODE_ENV: 'development' })).toEqual([]);
  });

  it.each([
    ['one character over and over', 'a'.repeat(40)],
    ['a placeholder', 'please-change-me-before-you-deploy-it'],
    ['an example', 'this-is-an-example-of-a-jwt-key-12345'],
    ['a word for itself', 'my-super-SECRET-signing-key-for-tokens'],
  ])('a chosen secret is refused: %s', (_what, chosen) => {
    for (const name of ['JWT_SECRET', 'META_WEBHOOK_VERIFY_TOKEN', 'OPERATOR_TOKEN', 'METRICS_TOKEN']) {
      expect(sentencesFor({ ...goodInProduction(), [name]: chosen })).toEqual([
        `${name} must be made at random, not chosen`,
      ]);
    }
  });

  it('a key that nobody made at random is refused', () => {
    const zeros = Buffer.alloc(32).toString('base64');
    const typed = Buffer.from('0123456701234567'.repeat(2)).toString('base64');
    for (const chosen of [zeros, typed]) {
      expect(sentencesFor({ ...goodInProduction(), TOKEN_ENCRYPTION_KEYS: `k2:${key()},k1:${chosen}` })).toEqual([
        'TOKEN_ENCRYPTION_KEYS must be made at random, not chosen',
      ]);
    }
  });

  it('one secret for two purposes is refused, and not repeated', () => {
    const both = key();
    const sentences = sentencesFor({ ...goodInProduction(), JWT_SECRET: both, OPERATOR_TOKEN: both });
    expect(sentences).toEqual(['OPERATOR_TOKEN must not be the same as JWT_SECRET']);
  });
});

describe('in staging', () => {
  const sandbox = 'https://sandbox.switchboard.test';
  const goodInStaging = () => ({
    ...goodInProduction(),
    SWITCHBOARD_STAGE: 'staging',
    MONGODB_URI: 'mongodb+srv://switchboard:pass@db.switchboard.test/switchboard-staging',
    META_GRAPH_URL: sandbox,
    META_DIALOG_URL: sandbox,
    META_SDK_URL: `${sandbox}/en_US/sdk.js`,
  });
  const atMeta = () => {
    const { META_GRAPH_URL, META_DIALOG_URL, META_SDK_URL, ...others } = goodInStaging();
    return others;
  };

  it('the sandbox may be in place of Meta, over https or on its own machine', () => {
    expect(sentencesFor(goodInStaging())).toEqual([]);
    expect(sentencesFor({ ...goodInStaging(), META_GRAPH_URL: 'http://127.0.0.1:4010' })).toEqual([]);
    expect(sentencesFor({ ...goodInStaging(), META_GRAPH_URL: 'http://sandbox.test' })).toEqual([
      'META_GRAPH_URL must be an https address in staging',
    ]);
    expect(sentencesFor({ ...goodInStaging(), META_DIALOG_URL: 'https://www.facebook.com' })).toEqual([
      'META_DIALOG_URL must be the sandbox’s, as another address of Meta is',
    ]);
  });

  it('an app at Meta is another one than production’s', () => {
    expect(sentencesFor(atMeta())).toEqual([expect.stringMatching(/^META_APP_ID .*PRODUCTION_META_APP_ID$/)]);
    expect(sentencesFor({ ...atMeta(), PRODUCTION_META_APP_ID: '300100' })).toEqual([
      'META_APP_ID must not be production’s app in staging',
    ]);
    expect(sentencesFor({ ...atMeta(), PRODUCTION_META_APP_ID: '300200' })).toEqual([]);
  });

  it('everything else is as strict as in production', () => {
    const env = { ...goodInStaging(), FRONTEND_URL: 'http://app.test', OPERATOR_TOKEN: 'secret'.repeat(6) };
    expect(sentencesFor(env).map((sentence) => sentence.split(' ')[0])).toEqual(['FRONTEND_URL', 'OPERATOR_TOKEN']);
    expect(sentencesFor({ ...goodInStaging(), SWITCHBOARD_STAGE: 'stage-7391' })).toEqual([
      expect.stringMatching(/^SWITCHBOARD_STAGE /),
    ]);
  });

  it('the database is called after it, and production’s is not', () => {
    const { MONGODB_URI } = goodInProduction();
    expect(sentencesFor({ ...goodInStaging(), MONGODB_URI })).toEqual([
      expect.stringMatching(/^MONGODB_URI must name/),
    ]);
    const staging = goodInStaging().MONGODB_URI;
    expect(sentencesFor({ ...goodInProduction(), MONGODB_URI: staging })).toEqual([
      expect.stringMatching(/^MONGODB_URI must not name/),
    ]);
  });
});
