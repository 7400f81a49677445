import { describe, expect, it } from 'vitest';
import { addCounts, countPlaywright, countStep, countVitest } from './reports.js';

const vitestReport = (passed: number, failed: number, unloadedFiles = 0) =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    testResults: [
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
      ...(failed > 0 ? [{ status: 'failed', assertionResults: [{ status: 'failed' }] }] : []),
      ...Array.from({ length: unloadedFiles }, () => ({ status: 'failed', assertionResults: [] })),
    ],
  });

const playwrightReport = (stats: { expected: number; unexpected: number; flaky: number }, errors: unknown[] = []) =>
  JSON.stringify({ stats, errors });

describe('what a run of tests counts as', () => {
  it('is what its report says', () => {
    expect(countStep(vitestReport(12, 0), true, countVitest)).toEqual({ passed: 12, failed: 0 });
    expect(countStep(vitestReport(12, 2), false, countVitest)).toEqual({ passed: 12, failed: 2 });
    const stats = { expected: 5, unexpected: 1, flaky: 2 };
    expect(countStep(playwrightReport(stats), false, countPlaywright)).toEqual({ passed: 7, failed: 1 });
  });

  it('includes test files that could not be loaded, and errors outside of any test', () => {
    expect(countStep(vitestReport(12, 1, 2), false, countVitest)).toEqual({ passed: 12, failed: 3 });
    const stats = { expected: 5, unexpected: 0, flaky: 0 };
    expect(countStep(playwrightReport(stats, ['no server']), false, countPlaywright)).toEqual({ passed: 5, failed: 1 });
  });

  it('is a failure when there is no report, no test, or the runner failed without naming one', () => {
    expect(countStep(undefined, true, countVitest)).toEqual({ passed: 0, failed: 1 });
    expect(countStep(vitestReport(0, 0), true, countVitest)).toEqual({ passed: 0, failed: 1 });
    expect(countStep(vitestReport(12, 0), false, countVitest)).toEqual({ passed: 12, failed: 1 });
  });

  it('adds up', () => {
    expect(
      addCounts([
        { passed: 1, failed: 0 },
        { passed: 5, failed: 2 },
      ]),
    ).toEqual({ passed: 6, failed: 2 });
    expect(addCounts([])).toEqual({ passed: 0, failed: 0 });
  });
});
