/**
 * `npm test`: runs every check and ends with what failed and one line, `N passed, M failed`. Parts of it by name:
 * `npm test -- lint types unit e2e`.
 */
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureChromium } from './chromium.js';
import { root, runCommand, stopCommands } from './command.js';
import { installPrograms, testPrograms } from './programs.js';
import {
  addCounts,
  type Count,
  countPlaywright,
  countStep,
  countVitest,
  describeFailures,
  type Failure,
  listPlaywrightFailures,
  listVitestFailures,
} from './reports.js';
import { stopOnSignals } from './shutdown.js';
import { build, typecheck } from './turbo.js';

const UNIT_REPORT = join(root, 'reports/vitest.json');
const E2E_REPORT = join(root, 'reports/e2e.json');

/** What failed in all parts, named again at the end. */
const failures: Failure[] = [];

/** Whether this run has built everything: tests that start a program then start what was built. */
let isBuilt = false;

/** The parts in the order they run. Each gives what it counts as, and never throws for a failed check. */
const parts: Record<string, () => Promise<Count>> = {
  lint: runLint,
  build: runBuild,
  types: () => check('Types', () => typecheck({ quiet: true })),
  unit: runUnitTests,
  e2e: runBrowserTests,
};
/**
 * Types come from what is compiled, and those of the web are checked as it is built. The browser tests, and tests that start a
 * program, start what was built.
 */
const needsBuild = ['types', 'unit', 'e2e'];

async function check(title: string, run: () => Promise<boolean>): Promise<Count> {
  announce(title);
  const isGood = await run();
  process.stdout.write(`${title}: ${isGood ? 'passed' : 'failed'}\n`);
  if (isGood) return { passed: 1, failed: 0 };
  failures.push({ file: title, message: 'See its output above.' });
  return { passed: 0, failed: 1 };
}

/** Side by side, as none of them keeps every processor busy; what one has to say, it says as a whole when it fails. */
async function runLint(): Promise<Count> {
  const run = (program: string, ...args: string[]) => runCommand(`node_modules/.bin/${program}`, args, { quiet: true });
  return addCounts(
    await Promise.all([
      check('Format and lint', () => run('biome', 'check', '.')),
      check('Imports, long functions, English in the API', () => run('tsx', 'scripts/house.ts', 'check')),
      check('Unused exports and dependencies', () => run('knip')),
    ]),
  );
}

async function runBuild(): Promise<Count> {
  return check('Build', async () => {
    isBuilt = await build({ quiet: true });
    return isBuilt;
  });
}

async function runUnitTests(): Promise<Count> {
  announce('Unit and API tests');
  await rm(UNIT_REPORT, { force: true });
  // Tests that need one are skipped, or fail and say so; all others are still worth running.
  for (const { name, needs } of await installPrograms(testPrograms)) {
    process.stdout.write(`${name} could not be installed: not tried is ${needs}\n`);
  }
  const hasSucceeded = await runCommand(
    'node_modules/.bin/vitest',
    ['run', ...['--reporter=default', '--reporter=json', `--outputFile.json=${UNIT_REPORT}`]],
    { env: isBuilt ? { STARTS_BUILT: '1' } : {} },
  );
  return readReport(UNIT_REPORT, hasSucceeded, countVitest, listVitestFailures);
}

async function runBrowserTests(): Promise<Count> {
  announce('Browser tests');
  await rm(E2E_REPORT, { force: true });
  try {
    const browser = await ensureChromium();
    const hasSucceeded = await runCommand(
      process.execPath,
      [
        'apps/web/node_modules/@playwright/test/cli.js',
        'test',
        ...['--config', 'apps/web/playwright.config.ts', '--reporter', 'list,json'],
      ],
      { env: { ...(browser.path && { CHROMIUM_PATH: browser.path }), PLAYWRIGHT_JSON_OUTPUT_FILE: E2E_REPORT } },
    );
    return await readReport(E2E_REPORT, hasSucceeded, countPlaywright, listPlaywrightFailures);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stdout.write(`${message}\n`);
    failures.push({ file: 'Browser tests', message });
    return { passed: 0, failed: 1 };
  }
}

/** Counts what the runner has reported, and notes what failed. */
async function readReport<Report>(
  file: string,
  hasSucceeded: boolean,
  count: (report: Report) => Count,
  list: (report: Report, folder: string) => Failure[],
): Promise<Count> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  const counted = countStep(text, hasSucceeded, count);
  const listed = text === undefined ? [] : list(JSON.parse(text) as Report, root);
  const isSilent = counted.failed > 0 && listed.length === 0;
  failures.push(...(isSilent ? [{ file, message: 'The runner failed, and its report names no test.' }] : listed));
  return counted;
}

function announce(title: string): void {
  process.stdout.write(`\n── ${title}\n`);
}

function chosenParts(names: string[]): string[] {
  const unknown = names.filter((name) => !Object.hasOwn(parts, name));
  if (unknown.length > 0) {
    process.stderr.write(`There is no part "${unknown.join(', ')}". The parts: ${Object.keys(parts).join(', ')}.\n`);
    process.exit(1);
  }
  if (names.length === 0) return Object.keys(parts);
  const isBuildNeeded = names.some((name) => needsBuild.includes(name));
  return Object.keys(parts).filter((name) => names.includes(name) || (name === 'build' && isBuildNeeded));
}

stopOnSignals(stopCommands, 1);
const chosen = chosenParts(process.argv.slice(2));
await mkdir(join(root, 'reports'), { recursive: true });
const counts: Count[] = [];
for (const name of chosen) counts.push((await parts[name]?.()) ?? { passed: 0, failed: 1 });

const { passed, failed } = addCounts(counts);
if (failures.length > 0) process.stdout.write(`\n── What failed\n${describeFailures(failures).join('\n')}\n`);
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
