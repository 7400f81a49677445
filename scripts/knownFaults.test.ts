import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mendWithinDays, readAudit, toExitCode, wordsFor } from './knownFaults.js';

const reported = (advisories: unknown) => ({ stdout: JSON.stringify({ advisories, metadata: {} }), stderr: '' });
const advisory = (module_name: string, severity: string) => ({
  ...{ module_name, severity, title: 'Denial of service', url: `https://github.com/advisories/${module_name}` },
  patched_versions: '>=2.0.0',
});

describe('asking for known faults of libraries', () => {
  it('finds none only where the list is there and empty', () => {
    const audit = readAudit(reported({}));
    expect([audit, toExitCode(audit)]).toEqual([{ kind: 'none' }, 0]);
    expect(wordsFor(audit)).toBe('No fault is known in any library in use.');
  });

  it('names each with its library and how soon it is mended, the gravest first', () => {
    const audit = readAudit(reported({ 1: advisory('slow', 'low'), 2: advisory('bad', 'critical') }));
    expect(toExitCode(audit)).toBe(1);
    expect(wordsFor(audit).split('\n')).toEqual([
      'Faults are known in libraries in use: 2.',
      'critical: bad: Denial of service (to be mended within 2 days of its publication; mended in >=2.0.0) https://github.com/advisories/bad',
      'low: slow: Denial of service (to be mended within 90 days of its publication; mended in >=2.0.0) https://github.com/advisories/slow',
    ]);
  });

  it('counts one that it cannot read', () => {
    expect(readAudit(reported({ 1: null }))).toMatchObject({ kind: 'faults', faults: [{ severity: 'unknown' }] });
  });

  it.each([
    [
      'a registry that does not offer it',
      { stdout: '', stderr: '  × The audit endpoint responded with 405:\n  │ ' },
      '405',
    ],
    ['nothing at all', { stdout: '', stderr: '' }, 'no list of advisories'],
    ['a page', { stdout: '<html>', stderr: '' }, 'no list of advisories'],
    ['an error in JSON', { stdout: '{"error":{"message":"registry is away"}}', stderr: '' }, 'registry is away'],
    ['a list that is none', { stdout: '{"advisories":[]}', stderr: '' }, 'no list of advisories'],
  ])('says plainly that it could not ask, and ends in another way: %s', (_what, output, why) => {
    const audit = readAudit(output);
    expect(toExitCode(audit)).toBe(2);
    expect(wordsFor(audit)).toContain('could not be asked');
    expect(wordsFor(audit)).toContain(why);
  });

  it('promises the days that SECURITY.md and the page about security promise, and is run every day', () => {
    const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
    for (const [severity, days] of Object.entries(mendWithinDays)) {
      expect(read('SECURITY.md')).toContain(`| ${severity} | ${days} days |`);
      const inWords = severity === 'critical' ? `critical ${days} days` : `${severity} ${days}`;
      expect(read('docs/security.md').replace(/\s+/g, ' ')).toContain(inWords);
    }
    const workflow = read('.github/workflows/dependencies.yml');
    expect(workflow).toMatch(/cron: ["']\d+ \d+ \* \* \*["']/);
    expect(workflow).toContain('npm run dependencies');
  });
});
