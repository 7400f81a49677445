import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../apps/api/src/config.js';
import { completeEnvironment } from '../../apps/api/src/platform/environment.js';
import { root } from '../command.js';
import { settingNames } from '../settings.js';

interface Service {
  image: string;
  build?: { context: string; dockerfile: string };
  pull_policy?: string;
  healthcheck?: { test?: string[] };
  restart: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt: string[];
  env_file?: string[];
  environment?: Record<string, string>;
  networks?: string[];
  ports?: string[];
  volumes?: string[];
  command?: string[];
  stop_grace_period?: string;
  depends_on?: string[] | Record<string, { condition: string }>;
}
interface Compose {
  services: Record<string, Service>;
  networks: Record<string, { internal?: boolean } | null>;
}

const at = (path: string) => join(root, 'deploy', path);
const compose: Compose = parse(readFileSync(at('compose.yaml'), 'utf8'), { merge: true });
const service = (name: string): Service => {
  const found = compose.services[name];
  if (!found) throw new Error(`compose.yaml has no ${name}`);
  return found;
};
const services = Object.entries(compose.services);

/** A copy of `deploy/`, filled in as the page about deploying says. */
function filledIn() {
  const folder = mkdtempSync(join(tmpdir(), 'swb-compose-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const file of ['.env.example', 'api.env.example', 'make-secrets.sh']) cpSync(at(file), join(folder, file));
  const fill = (file: string, values: Record<string, string>) => {
    const text = readFileSync(join(folder, `${file}.example`), 'utf8');
    const filled = Object.entries(values).reduce(
      (so, [name, value]) => so.replace(`${name}=\n`, `${name}=${value}\n`),
      text,
    );
    writeFileSync(join(folder, file), filled);
  };
  fill('.env', { META_APP_ID: '300100200' });
  fill('api.env', { META_APP_SECRET: 'an-app-secret-of-meta' });
  const makeSecrets = () => execFileSync(join(folder, 'make-secrets.sh'), { encoding: 'utf8' });
  const file = (name: string) => parseEnv(readFileSync(join(folder, name), 'utf8')) as Record<string, string>;
  return { folder, makeSecrets, file };
}

/** As Compose fills in `${NAME:?why}` and `${NAME:-default}`. */
const interpolate = (text: string, env: Record<string, string>): string =>
  text.replace(
    /\$\{(\w+)(?::([?-])((?:[^{}]|\{[^}]*\})*))?\}/g,
    (_whole, name: string, how?: string, word = ''): string => {
      if (env[name]) return env[name];
      if (how === '-') return interpolate(word, env);
      throw new Error(`${name} is not set: ${word}`);
    },
  );

const environmentOf = (name: string, env: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(service(name).environment ?? {}).map(([key, value]) => [key, interpolate(value, env)]),
  );

describe('compose.yaml', () => {
  it('is of the form that the Compose specification publishes', () => {
    // Its formats (durations, ports) are names without a pattern in the schema.
    // Ids are addresses by now; in this schema they only repeat the place of a definition.
    const withoutIds = (key: string, value: unknown) =>
      key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value;
    const schema = JSON.parse(readFileSync(join(root, 'scripts/deploy/compose-spec.schema.json'), 'utf8'), withoutIds);
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
    validate(parse(readFileSync(at('compose.yaml'), 'utf8'), { merge: true }));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('has two of API and web each, and what they need', () => {
    expect(Object.keys(compose.services).sort()).toEqual(
      [...['api-1', 'api-2', 'caddy', 'mongo', 'mongo-init', 'mongo-key', 'redis', 'release', 'web-1', 'web-2']].sort(),
    );
    expect(service('api-2')).toEqual(service('api-1'));
    const { build: _build, ...webOne } = service('web-1');
    expect(service('web-2')).toEqual(webOne);
  });

  it('builds each image in one service, and fetches it nowhere', () => {
    const built = services.filter(([, { image }]) => image.startsWith('switchboard-'));
    expect(built.map(([name]) => name).sort()).toEqual(['api-1', 'api-2', 'release', 'web-1', 'web-2']);
    expect(
      built
        .filter(([, { build }]) => build)
        .map(([name]) => name)
        .sort(),
    ).toEqual(['release', 'web-1']);
    for (const [name, { pull_policy: policy }] of built) expect(policy, name).toBe('never');
  });

  it('takes MongoDB for healthy only when others reach it', () => {
    expect(service('mongo').healthcheck?.test).toContain('mongodb://mongo:27017/?directConnection=true');
  });

  it('lets the release step reach whatever the API reaches', () => {
    expect(service('release').networks).toEqual(service('api-1').networks);
    const elsewhere = { ...filledIn().file('.env'), MONGODB_URI: 'mongodb+srv://elsewhere', REDIS_PASSWORD: 'a' };
    for (const name of ['api-1', 'release']) {
      expect(environmentOf(name, elsewhere).MONGODB_URI).toBe('mongodb+srv://elsewhere');
    }
  });

  it('names each image by its exact version, or builds it from a file that there is', () => {
    for (const [name, { image, build }] of services) {
      if (build) expect(existsSync(at(join(build.context, build.dockerfile))), name).toBe(true);
      else if (!image.startsWith('switchboard-')) expect(image, name).toMatch(/:\d+\.\d+\.\d+(?:-\w+)?$/);
    }
    const [, major, minor, patch] = /^mongo:(\d+)\.(\d+)\.(\d+)$/.exec(service('mongo').image)?.map(Number) ?? [];
    expect([major, minor]).toEqual([8, 0]);
    expect(patch).toBeGreaterThanOrEqual(17);
    // Before it a connection could be used after it had gone (CVE-2026-81934).
    const redis = /^redis:8\.(\d+)\.(\d+)$/.exec(service('redis').image)?.slice(1).map(Number) ?? [];
    expect(redis[0]).toBeGreaterThanOrEqual(10);
    expect(redis[0] === 10 ? redis[1] : 1).toBeGreaterThanOrEqual(1);
  });

  it('starts again whatever ends, but for what does its work and ends', () => {
    const waitedFor = services.flatMap(([, { depends_on: needs = {} }]) =>
      Array.isArray(needs)
        ? []
        : Object.entries(needs).flatMap(([name, { condition }]) =>
            condition === 'service_completed_successfully' ? name : [],
          ),
    );
    for (const [name, { restart }] of services) expect(restart, name).toBe(waitedFor.includes(name) ? 'no' : 'always');
  });

  it('lets API and web write nowhere and become nobody else, and gives them time to end', () => {
    for (const [name, { security_opt: options }] of services) expect(options, name).toEqual(['no-new-privileges:true']);
    for (const name of ['api-1', 'web-1', 'caddy', 'redis']) {
      expect(service(name), name).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    }
    for (const name of ['api-1', 'web-1']) expect(service(name).stop_grace_period).toBe('20s');
  });

  it('lets nobody outside reach anything but Caddy, and only the API reach the database', () => {
    expect(services.filter(([, { ports }]) => ports).map(([name]) => name)).toEqual(['caddy']);
    expect(compose.networks.data).toEqual({ internal: true });
    const inData = services.filter(([, { networks }]) => networks?.includes('data')).map(([name]) => name);
    expect(inData.sort()).toEqual(['api-1', 'api-2', 'mongo', 'mongo-init', 'redis', 'release']);
    for (const name of ['mongo', 'redis']) expect(service(name).networks).toEqual(['data']);
    // Outside of Compose, where nobody says it, the web's way to the API is open to the machine alone.
    expect(service('caddy').environment?.INSIDE).toBe('0.0.0.0');
    expect(readFileSync(at('Caddyfile'), 'utf8')).toContain('bind {$INSIDE:127.0.0.1}');
  });

  it('mounts only files that there are', () => {
    const files = services.flatMap(([, { volumes = [] }]) =>
      volumes.flatMap((volume) => /^(\.\/[^:]+):/.exec(volume)?.[1] ?? []),
    );
    expect(files).toEqual(['./Caddyfile', './mongo-init.js']);
    expect(files.filter((file) => !existsSync(at(file)))).toEqual([]);
  });
});

describe('the secrets of a new installation', () => {
  it('are made once, at random, and readable by their owner alone', () => {
    const { folder, makeSecrets, file } = filledIn();
    expect(makeSecrets()).toContain('api.env: made TOKEN_ENCRYPTION_KEYS');
    const made = [file('.env'), file('api.env')];
    expect(makeSecrets()).toBe('');
    expect([file('.env'), file('api.env')]).toEqual(made);
    for (const name of ['.env', 'api.env']) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);

    const other = filledIn();
    other.makeSecrets();
    const secrets = Object.entries(file('api.env')).filter(([name, value]) => value && name !== 'META_APP_SECRET');
    expect(secrets.length).toBe(5);
    for (const [name, value] of secrets) expect(other.file('api.env')[name]).not.toBe(value);
  });

  it('and what compose.yaml adds are a configuration with which API and web start in production', async () => {
    const { makeSecrets, file } = filledIn();
    makeSecrets();
    const api = { ...file('api.env'), ...environmentOf('api-1', file('.env')) };
    expect(readConfig(completeEnvironment(api))).toMatchObject({
      ...{ NODE_ENV: 'production', FRONTEND_URL: 'https://app.example.com', API_PUBLIC_URL: 'https://api.example.com' },
      ...{ PLAINTEXT_ALLOWED: ['mongodb', 'redis'], META_APP_ID: '300100200' },
    });
    // Imported by its address: the web's own imports are a bundler's.
    const startCheck = new URL('../../apps/web/lib/startCheck.ts', import.meta.url).href;
    const { startProblems } = (await import(startCheck)) as { startProblems: (env: object) => string[] };
    expect(startProblems(environmentOf('web-1', file('.env')))).toEqual([]);
  });

  it('are asked for by name where one is missing', () => {
    const { file } = filledIn();
    expect(() => environmentOf('api-1', file('.env'))).toThrow('MONGO_PASSWORD is not set: run deploy/make-secrets.sh');
  });

  it('are settings that there are', () => {
    const { file } = filledIn();
    const names = [
      ...Object.keys(file('api.env')),
      ...['api-1', 'web-1'].flatMap((name) => Object.keys(service(name).environment ?? {})),
    ];
    expect(names.length).toBeGreaterThan(15);
    expect(names.filter((name) => !settingNames.includes(name))).toEqual([]);
  });
});
