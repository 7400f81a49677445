import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What a test of ours may take, also on a busy machine with two cores. */
const patience = { testTimeout: 60_000, hookTimeout: 60_000, expect: { poll: { timeout: 15_000 } } };

/**
 * The tests that need a MongoDB, in parts that have one each: it keeps a file open for every collection and index of every
 * database of theirs, and those of all together are more than a process may have open.
 */
const withMongo: Record<string, Record<string, string[]>> = {
  'apps/api': {
    'api inbox': ['src/inbox/**/*.test.ts'],
    api: ['**/*.test.ts', '!src/inbox/**'],
  },
};

/**
 * The folders whose tests change the process itself: nock takes the place of Node's HTTP client. Elsewhere the files of a
 * worker share its modules, which are loaded once: loading them for each file took as long as the tests.
 */
const isolated = ['packages/graph'];

/** Our packages are read from their sources, so that no test meets what was built before the last change. */
const conditions = ['source', 'module', 'node', 'development|production'];
/** As Node resolves: "module" leads to builds for bundlers, some of which Node cannot load. */
const nodeConditions = conditions.filter((condition) => condition !== 'module');
const conditionsOf = (folder: string) => (folder === 'apps/api' ? nodeConditions : conditions);

const folders = [
  ...['packages', 'apps'].flatMap((group) => readdirSync(at(group)).map((name) => `${group}/${name}`)),
  'scripts',
];

/** Started inside of one of them, Vitest runs only its tests. */
const isHere = (folder: string) => `${process.cwd()}/`.startsWith(`${at(folder)}/`);
const chosen = folders.some(isHere) ? folders.filter(isHere) : folders;

const ownConfig = (folder: string) =>
  existsSync(at(`${folder}/vitest.config.ts`)) ? at(`${folder}/vitest.config.ts`) : undefined;

const project = (folder: string, name: string, include: string[], setup: string[] = []): TestProjectConfiguration => ({
  extends: ownConfig(folder),
  resolve: { conditions: conditionsOf(folder) },
  ssr: { resolve: { conditions: conditionsOf(folder) } },
  test: {
    name,
    root: at(folder),
    ...(ownConfig(folder) ? {} : { include }),
    isolate: isolated.includes(folder),
    globalSetup: setup,
    ...patience,
  },
});

/** One project for each package and app, by its own vitest.config.ts where it has one; and one for the scripts. */
const projects = chosen.flatMap((folder) => {
  const parts = withMongo[folder];
  if (!parts) return [project(folder, folder.split('/').at(-1) ?? folder, ['**/*.test.ts'])];
  const setup = [at('packages/dev-mongo/src/vitest.ts')];
  return Object.entries(parts).map(([name, include]) => project(folder, name, include, setup));
});

/** Projects whose files start whole stacks, and files that take longest: begun last, one would run when all others are done. */
const early = {
  projects: ['web', 'scripts', 'dev-mongo'],
  files: /(ledger|ports|restart|main|fuzz|outages|linkingAttacks|orders\.property)\.test\.ts$/,
};

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // The files of a project stay together: its workers are started once.
    const placeOf = ({ project: { name }, moduleId }: TestSpecification) =>
      [[...early.projects, name].indexOf(name), name, early.files.test(moduleId) ? 0 : 1].join();
    const placed = (await super.sort(files)).map((file) => ({ file, place: placeOf(file) }));
    return placed.sort((a, b) => (a.place === b.place ? 0 : a.place < b.place ? -1 : 1)).map(({ file }) => file);
  }
}

export default defineConfig({
  test: { projects, pool: 'forks', maxWorkers: 2, sequence: { sequencer: LongestFirst } },
});
