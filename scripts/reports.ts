import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** How many checks passed and failed. */
export interface Count {
  passed: number;
  failed: number;
}

/** A check that failed, to be named at the end. */
export interface Failure {
  /** Path of the test file. */
  file: string;
  /** The whole title of the test. Absent when the file itself failed. */
  title?: string;
  message: string;
}

/** The part of Vitest's JSON report that is read. */
interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: VitestFile[];
}
interface VitestFile {
  /** The absolute path. */
  name: string;
  status: string;
  /** Why the file could not be loaded. */
  message?: string;
  assertionResults: { status: string; fullName: string; failureMessages?: string[] | null }[];
}

/** The part of Playwright's JSON report that is read. */
interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number };
  errors: PlaywrightError[];
  suites?: PlaywrightSuite[];
}
interface PlaywrightSuite {
  title: string;
  suites?: PlaywrightSuite[];
  specs?: {
    title: string;
    file: string;
    tests: { status: string; results: { errors: PlaywrightError[] }[] }[];
  }[];
}
interface PlaywrightError {
  message?: string;
  location?: { file: string };
}

/** A file that could not be loaded has no failed test in it. */
const isUnloaded = ({ status, assertionResults }: VitestFile) =>
  status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed');

/** A file that could not be loaded counts as one failure. */
export function countVitest(report: VitestReport): Count {
  const unloaded = report.testResults.filter(isUnloaded);
  return { passed: report.numPassedTests, failed: report.numFailedTests + unloaded.length };
}

/** A flaky test failed once and then passed: it counts as passed. */
export function countPlaywright({ stats, errors }: PlaywrightReport): Count {
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected + errors.length };
}

/**
 * What a step that writes a report counts as. A missing report, a runner that failed for no test's sake, and a run
 * without any test are one failure each: silence is not success.
 */
export function countStep<Report>(
  reportText: string | undefined,
  hasSucceeded: boolean,
  count: (report: Report) => Count,
): Count {
  if (reportText === undefined) return { passed: 0, failed: 1 };
  const counted = count(JSON.parse(reportText) as Report);
  const isSilentFailure = counted.failed === 0 && (!hasSucceeded || counted.passed === 0);
  return isSilentFailure ? { ...counted, failed: 1 } : counted;
}

export function addCounts(counts: Count[]): Count {
  return counts.reduce((sum, { passed, failed }) => ({ passed: sum.passed + passed, failed: sum.failed + failed }), {
    passed: 0,
    failed: 0,
  });
}

/** Vitest leaves a placeholder in the stack of a test that took longer than its limit. */
const nameTimeout = (message = '') =>
  message.replace(/^Error: STACK_TRACE_ERROR/, 'It took longer than its time limit.');

/** The tests that failed and the files that could not be loaded, with paths from `folder`. */
export function listVitestFailures(report: VitestReport, folder: string): Failure[] {
  return report.testResults.flatMap((tested) => {
    const file = relative(folder, tested.name);
    if (isUnloaded(tested)) return [{ file, message: tested.message ?? '' }];
    return tested.assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => ({ file, title: fullName, message: nameTimeout(failureMessages?.[0]) }));
  });
}

/** The tests that failed, and what went wrong outside of any test, with paths from `folder`. */
export function listPlaywrightFailures({ suites = [], errors }: PlaywrightReport, folder: string): Failure[] {
  const outside = errors.map(({ message = '', location }) => ({
    file: location ? relative(folder, location.file) : 'Playwright',
    message,
  }));
  return [...suites.flatMap((suite) => listSuiteFailures(suite, [])), ...outside];
}

/** The outermost suite is the file; its title is not part of the test's. */
function listSuiteFailures({ specs = [], suites = [] }: PlaywrightSuite, titles: string[]): Failure[] {
  const failed = specs.flatMap(({ title, file, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected')
      .map(({ results }) => ({
        file,
        title: [...titles, title].join(' '),
        message: results.flatMap((result) => result.errors)[0]?.message ?? '',
      })),
  );
  return [...failed, ...suites.flatMap((suite) => listSuiteFailures(suite, [...titles, suite.title]))];
}

/** CI shows the last 60 lines of its log: what failed has to fit in, with the line of figures and the blank ones. */
const maxLines = 56;
const maxMessageLines = 4;
/** Each has its own line and at least one of its message. */
const maxFailures = maxLines / 2;

/** What failed, in lines for the end of a run: file and title, then the beginning of the message. */
export function describeFailures(failures: Failure[]): string[] {
  const named = failures.slice(0, maxFailures);
  const messageLines = Math.min(maxMessageLines, Math.floor(maxLines / Math.max(named.length, 1)) - 1);
  const lines = named.flatMap(({ file, title, message }) => [
    `✗ ${file}${title === undefined ? '' : ` > ${title}`}`,
    ...readFirstLines(message, messageLines).map((line) => `    ${line}`),
  ]);
  const unnamed = failures.length - named.length;
  return unnamed === 0 ? lines : [...lines, `and ${unnamed} more`];
}

/** The first lines of a message that say something: no colours, blank lines or stack. */
function readFirstLines(message: string, count: number): string[] {
  return stripVTControlCharacters(message)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^at .*(:\d+:\d+|<anonymous>)\)?$/.test(line))
    .slice(0, count)
    .map((line) => line.slice(0, 200));
}
