/** How many checks passed and failed. */
export interface Count {
  passed: number;
  failed: number;
}

/** The part of Vitest's JSON report that is counted. */
interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

/** The part of Playwright's JSON report that is counted. */
interface PlaywrightReport {
  stats: { expected: number; unexpected: number; flaky: number };
  errors: unknown[];
}

/** A file that could not even be loaded has no failed test in it; it counts as one failure. */
export function countVitest(report: VitestReport): Count {
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  );
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
