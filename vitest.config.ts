import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What a test of ours may take, also on a busy machine with two cores. */
const patience = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 15_000 } } };

/** The folders that need the run's one MongoDB. */
const withMongo = ['apps/api'];

/**
 * The folders whose tests change the process itself: nock takes the place of Node's HTTP client. Elsewhere the files of a
 * worker share its modules, which are loaded once: loading them for each file took as long as the tests.
 */
const isolated = ['packages/graph'];

const folders = [
  ...['packages', 'apps'].flatMap((group) => readdirSync(at(group)).map((name) => `${group}/${name}`)),
  'scripts',
];

/** Started inside of one of them, Vitest runs only its tests. */
const isHere = (folder: string) => `${process.cwd()}/`.startsWith(`${at(folder)}/`);
const chosen = folders.some(isHere) ? folders.filter(isHere) : folders;

/** One project for each package and app, by its own vitest.config.ts where it has one; and one for the scripts. */
const projects = chosen.map(
  (folder): TestProjectConfiguration => ({
    extends: existsSync(at(`${folder}/vitest.config.ts`)) ? at(`${folder}/vitest.config.ts`) : undefined,
    test: {
      name: folder.split('/').at(-1) ?? folder,
      root: at(folder),
      ...(existsSync(at(`${folder}/vitest.config.ts`)) ? {} : { include: ['**/*.test.ts'] }),
      isolate: isolated.includes(folder),
      globalSetup: withMongo.includes(folder) ? [at('packages/dev-mongo/src/vitest.ts')] : [],
      ...patience,
    },
  }),
);

export default defineConfig({
  test: { projects, pool: 'forks', maxWorkers: 2 },
});
