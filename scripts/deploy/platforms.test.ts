import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { root } from '../command.js';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const readJson = (path: string): unknown => JSON.parse(read(path));
const { packageManager, engines } = z
  .object({ packageManager: z.string(), engines: z.object({ node: z.string() }) })
  .parse(readJson('package.json'));

/**
 * What Railway takes, of what we use: docs.railway.com/config-as-code/reference, read 2026-12-01. Its schema is published at the
 * address in `$schema` alone and in no package. Times are numbers: the parser refuses the texts that the page once showed.
 */
const railway = z.strictObject({
  $schema: z.literal('https://railway.com/railway.schema.json'),
  build: z.strictObject({
    builder: z.enum(['RAILPACK', 'DOCKERFILE']),
    dockerfilePath: z.string(),
    watchPatterns: z.array(z.string()),
  }),
  deploy: z.strictObject({
    preDeployCommand: z.array(z.string()).length(1),
    healthcheckPath: z.string().startsWith('/'),
    healthcheckTimeout: z.int().positive(),
    restartPolicyType: z.enum(['ON_FAILURE', 'ALWAYS', 'NEVER']),
    numReplicas: z.int().positive(),
    overlapSeconds: z.int(),
    drainingSeconds: z.int(),
  }),
});

/** What Vercel takes, of what we use: vercel.com/docs/project-configuration, read 2026-12-01. */
const vercel = z.strictObject({
  $schema: z.literal('https://openapi.vercel.sh/vercel.json'),
  framework: z.literal('nextjs'),
  installCommand: z.string().max(256),
  buildCommand: z.string().max(256),
});

describe('railway.json', () => {
  it('is of the form that Railway documents, and names files that there are', () => {
    const { build, deploy } = railway.parse(readJson('deploy/railway.json'));
    expect(existsSync(join(root, build.dockerfilePath))).toBe(true);
    const watched = build.watchPatterns.map((pattern) => pattern.replace(/\/\*\*$/, ''));
    expect(watched.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    // The API ends within 15 s; the former version goes on until the new one has taken over.
    expect(deploy.drainingSeconds).toBeGreaterThan(15);
    expect(deploy).toMatchObject({ preDeployCommand: ['node dist/release.js'], healthcheckPath: '/readyz' });
  });
});

describe('vercel.json', () => {
  it('is of the form that Vercel documents, and builds from the repository by its own pnpm', () => {
    const { installCommand, buildCommand } = vercel.parse(readJson('apps/web/vercel.json'));
    for (const command of [installCommand, buildCommand]) {
      expect(command).toMatch(/^cd \.\.\/\.\. && /);
      expect(command).toContain(`npx --yes ${packageManager} `);
    }
  });
});

describe('the versions of Node', () => {
  const packages = ['apps', 'packages'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => `${group}/${name}`),
  );

  it('are the same in every package, but for the web, where Vercel would take the newest of them', () => {
    const withEngines = z.object({ engines: z.object({ node: z.string() }).optional() });
    const said = packages.map((path) => [path, withEngines.parse(readJson(`${path}/package.json`)).engines?.node]);
    expect(Object.fromEntries(said)).toEqual(
      Object.fromEntries(packages.map((path) => [path, path === 'apps/web' ? undefined : engines.node])),
    );
  });

  it('are those that continuous integration runs', () => {
    const [, oldest, firstUnknown] = /^>=(\d+)\.\d+ <(\d+)$/.exec(engines.node)?.map(Number) ?? [];
    const [, listed = ''] = /node: \[([\d, ]+)\]/.exec(read('.github/workflows/test.yml')) ?? [];
    const tried = listed.split(', ').map(Number);
    expect([tried[0], tried.at(-1)]).toEqual([oldest, (firstUnknown ?? 0) - 1]);
    expect(tried).toContain(24);
    expect(read('.nvmrc').trim()).toMatch(new RegExp(`^${engines.node.replace('>=', '').split(' ')[0]}\\.`));
  });
});

it('every command names the same pnpm', () => {
  const files = [
    ...['deploying', 'operating'].map((name) => `docs/${name}.md`),
    'CONTRIBUTING.md',
    'apps/web/vercel.json',
  ];
  const dockerfiles = readdirSync(join(root, 'deploy')).filter((name) => name.endsWith('.Dockerfile'));
  const named = [...files, ...dockerfiles.map((name) => `deploy/${name}`)].flatMap(
    (path) => read(path).match(/pnpm@[\d.]+\d/g) ?? [],
  );
  expect(named.length).toBeGreaterThan(8);
  expect([...new Set(named)]).toEqual([packageManager]);
});
