import { describe, expect, it } from 'vitest';
import {
  addCounts,
  countPlaywright,
  countStep,
  countVitest,
  describeFailures,
  listPlaywrightFailures,
  listVitestFailures,
} from './reports.js';

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

describe('what failed', () => {
  const vitest = {
    numPassedTests: 1,
    numFailedTests: 1,
    testResults: [
      {
        name: '/repo/apps/api/src/inbox/send.test.ts',
        status: 'failed',
        assertionResults: [
          { status: 'passed', fullName: 'sending works', failureMessages: [] },
          {
            status: 'failed',
            fullName: 'sending says why it failed',
            failureMessages: [
              '\u001b[31mAssertionError\u001b[39m: expected 2 to be 1\n\n    at /repo/x.ts:1:2\n    at new Promise (<anonymous>)\n  + 2\n  - 1',
            ],
          },
          {
            status: 'failed',
            fullName: 'sending ends',
            failureMessages: ['Error: STACK_TRACE_ERROR\n    at /repo/x.ts:1:2'],
          },
        ],
      },
      { name: '/repo/scripts/broken.test.ts', status: 'failed', message: 'No such module', assertionResults: [] },
      { name: '/repo/scripts/good.test.ts', status: 'passed', message: '', assertionResults: [] },
    ],
  };

  it('is named by file, title and the beginning of the message, unloaded files too', () => {
    expect(describeFailures(listVitestFailures(vitest, '/repo'))).toEqual([
      '✗ apps/api/src/inbox/send.test.ts > sending says why it failed',
      '    AssertionError: expected 2 to be 1',
      '    + 2',
      '    - 1',
      '✗ apps/api/src/inbox/send.test.ts > sending ends',
      '    It took longer than its time limit.',
      '✗ scripts/broken.test.ts',
      '    No such module',
    ]);
  });

  it('is found in suites of browser tests, and outside of them', () => {
    const failed = { status: 'unexpected', results: [{ errors: [{ message: 'Error: not visible' }] }] };
    const flaky = { status: 'flaky', results: [{ errors: [{ message: 'once' }] }, { errors: [] }] };
    const report = {
      stats: { expected: 0, unexpected: 2, flaky: 1 },
      errors: [{ message: 'Error: no server', location: { file: '/repo/apps/web/e2e/x.spec.ts' } }, { message: 'why' }],
      suites: [
        {
          title: 'inbox.spec.ts',
          specs: [
            { title: 'shows a message', file: 'inbox.spec.ts', tests: [failed] },
            { title: 'is flaky', file: 'inbox.spec.ts', tests: [flaky] },
          ],
          suites: [{ title: 'on a phone', specs: [{ title: 'shows a list', file: 'inbox.spec.ts', tests: [failed] }] }],
        },
      ],
    };
    expect(describeFailures(listPlaywrightFailures(report, '/repo'))).toEqual([
      '✗ inbox.spec.ts > shows a message',
      '    Error: not visible',
      '✗ inbox.spec.ts > on a phone shows a list',
      '    Error: not visible',
      '✗ apps/web/e2e/x.spec.ts',
      '    Error: no server',
      '✗ Playwright',
      '    why',
    ]);
  });

  it('fits into the last lines that CI shows, however much failed', () => {
    const message = Array.from({ length: 50 }, (_, line) => `line ${line} ${'x'.repeat(500)}`).join('\n');
    for (const count of [1, 11, 12, 28, 29, 500]) {
      const failures = Array.from({ length: count }, (_, index) => ({ file: 'a.test.ts', title: `${index}`, message }));
      const lines = describeFailures(failures);
      expect(lines.length, String(count)).toBeLessThanOrEqual(57);
      expect(lines.filter((line) => line.startsWith('✗'))).toHaveLength(Math.min(count, 28));
      expect(lines[1]).toMatch(/^ {4}line 0 /);
      expect(lines.every((line) => line.length <= 204)).toBe(true);
    }
    expect(describeFailures([])).toEqual([]);
  });
});
